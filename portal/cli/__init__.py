"""The `portal` command."""

import click

from portal.cli.catalogues import catalogues


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Initiatives, cases and conversation algorithms for the people who talk to customers."""


main.add_command(catalogues)
