"""The machine: settings, folder, database, migrations."""

import os
import shutil
import stat

from sqlalchemy import text

from portal.cli.application import config_of
from portal.cli.database import heads
from portal.cli.doctor.checks import Check, Examined, Faults

LEAST_FREE_BYTES = 500 * 1024 * 1024
OLDEST_POSTGRES = 130_000


def _settings(examined: Examined) -> Faults:
    config = config_of(examined.app)
    faults = []
    public = not any(part in config.base_url for part in ("127.0.0.1", "localhost", "[::1]"))
    if public and not config.base_url.startswith("https://"):
        faults.append(f"PORTAL_BASE_URL is {config.base_url}: outside one machine sign-ins need https.")
    if public and not config.secure_cookies:
        faults.append("PORTAL_SECURE_COOKIES is off: browsers would send sign-ins over plain http too.")
    if public and not config.trusted_proxies:
        faults.append("PORTAL_TRUSTED_PROXIES is 0 although the portal has a public address: behind a proxy say 1.")
    return faults


def _folder(examined: Examined) -> Faults:
    config = config_of(examined.app)
    folder, faults = config.data_dir, []
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        faults.append(f"{folder} is open to other users of the machine ({mode:o}): chmod 700 {folder}")
    key = folder / "secret_key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        faults.append(f"{key} can be read by other users: chmod 600 {key}")
    if not os.access(folder, os.W_OK):
        faults.append(f"{folder} can't be written by this user.")
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        faults.append(f"Only {free // 1024**2} MB are free on the disk of {folder}.")
    return faults


def _migrations(_examined: Examined) -> Faults:
    newest, present = heads()
    if present is None:
        return ["The database is empty: `portal run` or `portal migrate` makes it."]
    if present != newest:
        return [f"The database stands at migration {present}, the code at {newest}: portal migrate"]
    return []


def _database(examined: Examined) -> Faults:
    connection = examined.session.connection()
    if connection.dialect.name == "sqlite":
        return _sqlite(examined)
    version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    invalid = connection.execute(
        text("SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid")
    ).scalars()
    faults = [f"The index {name} isn't valid: REINDEX INDEX {name}" for name in invalid]
    if version < OLDEST_POSTGRES:
        faults.append(f"PostgreSQL {version // 10_000} is too old: 13 or newer is needed.")
    return faults


def _sqlite(examined: Examined) -> Faults:
    connection = examined.session.connection()
    answers = list(connection.execute(text("PRAGMA integrity_check(5)")).scalars())
    faults = [f"SQLite says: {answer}" for answer in answers if answer != "ok"]
    strays = connection.execute(text("PRAGMA foreign_key_check")).all()
    faults += [f"{len(strays)} rows point at nothing, the first in {strays[0][0]}."] if strays else []
    if connection.execute(text("PRAGMA journal_mode")).scalar_one() != "wal":
        faults.append("The database isn't in WAL mode: writers would stop readers. Is its disk a network folder?")
    return faults


CHECKS = (
    Check("Settings", _settings),
    Check("Data folder", _folder),
    Check("Migrations", _migrations, vital=True),
    Check("Database", _database),
)
