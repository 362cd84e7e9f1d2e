"""The `portal` command: a list of commands, each in a module of its own that is read when it is asked for."""

import os

import click

from portal.core.collecting import imported

#: By name, where each is (what serves pages needs nothing of what imports and measures) and how its help begins.
COMMANDS = {
    "run": ("portal.cli.run:run", "Serve the portal: web workers and the worker of the queue."),
    "worker": (
        "portal.cli.worker:worker",
        "Deliver what waits and run the periodic jobs (`portal run` starts one; several are safe on PostgreSQL).",
    ),
    "migrate": ("portal.cli.migrate:migrate", "Make the database, or bring it to this version of the portal."),
    "demo": (
        "portal.cli.demo.demo_command:demo",
        "Fill an empty portal with people and initiatives of an invented company, and print how to sign in.",
    ),
    "user": ("portal.cli.user:user", "Add people, give them roles, make one-time links that open an account."),
    "import": (
        "portal.cli.transfer.import_command:import_command",
        "Bring in what SOURCE holds: people, initiatives, cases, algorithms, articles, collections, practice "
        "dialogues, cards, and learning tracks (as folders of Markdown).",
    ),
    "export": (
        "portal.cli.transfer.export_command:export_command",
        "Write people, initiatives, knowledge and collections to standard output, one JSON object a line.",
    ),
    "doctor": (
        "portal.cli.doctor.doctor_command:doctor", "Check settings, database, counters, files, texts and the queue.",
    ),
    "reindex": ("portal.cli.reindex:reindex", "Make the index of search anew from the data."),
    "backup": (
        "portal.cli.backup:backup",
        "Keep the database and all files in PLACE: a folder, or the name of a new .tar.gz file.",
    ),
    "restore": ("portal.cli.restore:restore", "Bring back what `portal backup` kept in FILE."),
    "bench": (
        "portal.cli.bench:bench",
        "Fill scratch databases, serve the portal and a bare Flask application, and print figures as JSON.",
    ),
    "catalogues": (
        "portal.cli.catalogues:catalogues",
        "Bring the message catalogues up to date and name what is not translated.",
    ),
    "check-text": (
        "portal.cli.check_text:check_text",
        "Find personal data in the texts of FILE (standard input without one), without a database.",
    ),
    "algorithm": ("portal.cli.algorithm:algorithm", "Conversation algorithms as files."),
    "search": ("portal.cli.search_command:search_command", "Find TEXT."),
    "similar": (
        "portal.cli.search_command:similar_command", "What the portal would show beside a text as much like it.",
    ),
}  # fmt: skip


class Commands(click.Group):
    """Those of ``COMMANDS``."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's argument
        """Their names, as `portal --help` shows them."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's argument
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(imported(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """All of them, without reading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="portal", message="portal %(version)s")
def main() -> None:
    """Initiatives, cases and conversation algorithms for the people who talk to customers."""
    os.umask(0o077)  # whatever a command or what it starts writes is for its owner alone
