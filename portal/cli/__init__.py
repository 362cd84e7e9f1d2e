"""The `portal` command: a list of commands, each in a module of its own."""

import os

import click

from portal.cli.algorithm import algorithm
from portal.cli.backup import backup
from portal.cli.bench import bench
from portal.cli.catalogues import catalogues
from portal.cli.check_text import check_text
from portal.cli.demo.demo_command import demo
from portal.cli.doctor.doctor_command import doctor
from portal.cli.migrate import migrate
from portal.cli.restore import restore
from portal.cli.run import run
from portal.cli.transfer.export_command import export_command
from portal.cli.transfer.import_command import import_command
from portal.cli.user import user
from portal.cli.worker import worker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="portal", message="portal %(version)s")
def main() -> None:
    """Initiatives, cases and conversation algorithms for the people who talk to customers."""
    os.umask(0o077)  # whatever a command or what it starts writes is for its owner alone


COMMANDS = (
    run,
    worker,
    migrate,
    demo,
    user,
    import_command,
    export_command,
    doctor,
    backup,
    restore,
    bench,
    catalogues,
    check_text,
    algorithm,
)
for command in COMMANDS:
    main.add_command(command)
