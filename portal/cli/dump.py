"""The database as one file and back, for SQLite and PostgreSQL."""

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Engine, make_url

_EMPTY_SCHEMA = """
DO $$
DECLARE thing record;
BEGIN
    FOR thing IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I.%I CASCADE', current_schema(), thing.tablename);
    END LOOP;
    FOR thing IN
        SELECT p.oid::regprocedure AS signature FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', thing.signature);
    END LOOP;
END $$;
"""


def sqlite_file(engine: Engine) -> Path:
    """Where an SQLite database lies."""
    name = engine.url.database
    if not name or name == ":memory:":
        raise click.ClickException("A database in memory can't be kept.")
    return Path(name)


def dump_sqlite(source: Path, target: Path) -> None:
    """A whole, compact copy while others write: one read transaction sees one state."""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)
    check_sqlite(target)


def check_sqlite(path: Path) -> str:
    """The migration at which the database stands; raise ClickException unless the file is a whole one of the portal."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            answer = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            strays = connection.execute("PRAGMA foreign_key_check").fetchone()
            (migration,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("nothing",)
    except sqlite3.DatabaseError as error:
        raise click.ClickException(f"{path.name} isn't a whole SQLite database: {error}") from error
    if answer != "ok" or strays:
        raise click.ClickException(f"{path.name} is damaged: {answer if answer != 'ok' else 'rows point at nothing'}.")
    return str(migration)


def check_postgres(dump: Path) -> None:
    """Raise ClickException unless the dump holds the portal's tables: restoring another would leave none."""
    listed = _checked([_program("pg_restore"), "--list", str(dump)], dict(os.environ))
    if not re.search(r"TABLE DATA \S+ alembic_version ", listed):
        raise click.ClickException(f"{dump.name} isn't a dump of the portal's database.")


def dump_postgres(engine: Engine, target: Path) -> None:
    """pg_dump in its own compressed format; it sees one state while others write."""
    target.touch(mode=0o600)
    _run_client("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"], engine)


def restore_postgres(engine: Engine, dump: Path) -> None:
    """Replace everything in the database in one transaction: all of it, or nothing."""
    script = dump.with_suffix(".sql")
    restore = _program("pg_restore")
    try:
        _checked([restore, "--no-owner", "--no-privileges", f"--file={script}", str(dump)], dict(os.environ))
        emptying = dump.with_name("empty.sql")
        emptying.write_text(_EMPTY_SCHEMA)
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
        _run_client("psql", [*options, f"--file={emptying}", f"--file={script}"], engine)
    finally:
        script.unlink(missing_ok=True)


def _run_client(name: str, options: list[str], engine: Engine) -> None:
    """Run a PostgreSQL client; the password goes by the environment, where other users can't see it."""
    plain = make_url(engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
    parts = conninfo_to_dict(plain)
    password = parts.pop("password", None)
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    _checked([_program(name), *options, f"--dbname={make_conninfo('', **parts)}"], environment)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise click.ClickException(
            f"{name} isn't installed on this machine: it comes with PostgreSQL's client (Debian: postgresql-client)."
        )
    return found


def _checked(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise click.ClickException(f"{Path(command[0]).name} failed: {said}")
    return done.stdout
