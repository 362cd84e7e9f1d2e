"""`portal demo`: fill an empty portal with the life of an invented company and say how to sign in."""

from typing import TYPE_CHECKING

import click

from portal.cli import run
from portal.core.collecting import imported

if TYPE_CHECKING:
    from flask import Flask

_LOADING = "portal.cli.demo.loading"


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing but print the sign-ins when the portal isn't empty.")
@click.option("--force", is_flag=True, help="Add the company to a portal that isn't empty.")
@click.option("--serve", is_flag=True, help="Then serve the portal, as `portal run` does.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to serve.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demo(if_empty: bool, force: bool, serve: bool, host: str, port: int) -> None:
    """Fill an empty portal with people and initiatives of an invented company, and print how to sign in."""

    def load(app: "Flask") -> None:
        imported(_LOADING).fill(app, if_empty=if_empty, force=force)

    if serve:
        run.serve(host, port, first=load)
    else:
        imported(_LOADING).open_and_fill(if_empty=if_empty, force=force)
