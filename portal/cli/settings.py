"""The settings as commands read them."""

import click

from portal.config import Config, ConfigError


def settings() -> Config:
    """The settings, or the sentence that says which one is wrong."""
    try:
        return Config.from_env()
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
