"""The `portal` command: a list of commands, each in a module of its own that is read when it is asked for."""

import os
from importlib import import_module

import click

#: By name, where each is: what serves pages needs nothing of what imports and measures.
COMMANDS = {
    "run": "portal.cli.run:run",
    "worker": "portal.cli.worker:worker",
    "migrate": "portal.cli.migrate:migrate",
    "demo": "portal.cli.demo.demo_command:demo",
    "user": "portal.cli.user:user",
    "import": "portal.cli.transfer.import_command:import_command",
    "export": "portal.cli.transfer.export_command:export_command",
    "doctor": "portal.cli.doctor.doctor_command:doctor",
    "reindex": "portal.cli.reindex:reindex",
    "backup": "portal.cli.backup:backup",
    "restore": "portal.cli.restore:restore",
    "bench": "portal.cli.bench:bench",
    "catalogues": "portal.cli.catalogues:catalogues",
    "check-text": "portal.cli.check_text:check_text",
    "algorithm": "portal.cli.algorithm:algorithm",
    "search": "portal.cli.search_command:search_command",
    "similar": "portal.cli.search_command:similar_command",
}


class Commands(click.Group):
    """Those of ``COMMANDS``."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's argument
        """Their names, as `portal --help` shows them."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's argument
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="portal", message="portal %(version)s")
def main() -> None:
    """Initiatives, cases and conversation algorithms for the people who talk to customers."""
    os.umask(0o077)  # whatever a command or what it starts writes is for its owner alone
