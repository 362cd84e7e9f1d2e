"""Accounts from the command line."""

import os

from sqlalchemy import select

from portal.people.models import OneTimeLink, Person
from tests.cli.conftest import Installation, Installer


def test_a_new_account_gets_a_link(installation: Installation) -> None:
    result = installation.run("user", "add", "Olha@Example.test", "Ольга  Мельник", "--role", "editor")
    assert result.exit_code == 0
    assert result.stdout.startswith("http://127.0.0.1:8000/link/")
    person = installation.ask(lambda session: session.scalars(select(Person)).one())
    assert (person.name, person.email) == ("Ольга Мельник", "olha@example.test")


def test_a_new_link_ends_the_former(installation: Installation) -> None:
    installation.run("user", "add", "olha@example.test", "Ольга")
    installation.run("user", "link", "olha@example.test")
    assert len(installation.ask(lambda session: session.scalars(select(OneTimeLink)).all())) == 1


def test_roles_are_given_exactly(installation: Installation) -> None:
    installation.run("user", "add", "a@example.test", "Анна", "--role", "administrator")
    installation.run("user", "add", "olha@example.test", "Ольга", "--role", "editor")
    assert (
        "employee, committee, mentor"
        in installation.run("user", "role", "olha@example.test", "mentor", "committee").output
    )
    assert installation.run("user", "role", "olha@example.test").output.strip().endswith(": employee")


def test_what_is_refused_is_a_sentence(installation: Installation) -> None:
    installation.run("user", "add", "a@example.test", "Анна", "--role", "administrator")
    for arguments, sentence in (
        (("add", "a@example.test", "Інша"), "already has this e-mail"),
        (("add", "no-address", "Хтось"), "is not an e-mail address"),
        (("add", "c@example.test", "\u200b "), "NAME is empty"),
        (("add", "b@example.test", "Богдан", "--team", "Немає"), "There is no team 'Немає'"),
        (("link", "ghost@example.test"), "Nobody has the e-mail"),
        (("role", "a@example.test"), "only administrator"),
    ):
        result = installation.run("user", *arguments)
        assert (result.exit_code, sentence in result.output) == (1, True), result.output


def test_what_commands_write_is_for_their_owner_alone(new_installation: Installer) -> None:
    """Also in a folder that was there before and is open to others."""
    portal = new_installation(tables=False)
    portal.data_dir.chmod(0o755)
    former = os.umask(0o022)
    try:
        assert portal.run("user", "add", "olha@example.test", "Ольга").exit_code == 0
    finally:
        os.umask(former)
    written = [path for path in portal.data_dir.rglob("*") if path.is_file()]
    assert written
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []
