"""The machine: settings, folder, clock, database, migrations."""

import os
import shutil
import stat
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, select, text

from portal.cli.application import config_of
from portal.cli.database import heads
from portal.cli.doctor.checks import Check, Examined, Faults
from portal.config import Config
from portal.core import clock
from portal.core.journal import JournalEntry
from portal.core.migrations import known_migrations

LEAST_FREE_BYTES = 500 * 1024 * 1024
OLDEST_POSTGRES = 130_000
#: Sign-ins, deadlines and retries bear half a minute between two clocks.
CLOCK_SECONDS = 30


def is_this_machine(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def listening_faults(host: str, config: Config) -> Faults:
    """What is wrong with listening on this address with these settings."""
    if is_this_machine(host) or (config.base_url.startswith("https://") and config.trusted_proxies):
        return []
    return [
        f"The portal listens on {host}, where other machines reach it over plain http: passwords could be read on the "
        "way, and a few hundred slow connections could hold up everybody. Let it listen on 127.0.0.1 behind a proxy "
        "with TLS (deploy/nginx.conf), and set PORTAL_BASE_URL to the proxy's https address and PORTAL_TRUSTED_PROXIES "
        "to 1."
    ]


def _settings(examined: Examined) -> Faults:
    config = config_of(examined.app)
    faults = []
    public = not is_this_machine(urlsplit(config.base_url).hostname or "")
    if public and not config.base_url.startswith("https://"):
        faults.append(
            f"PORTAL_BASE_URL is {config.base_url}: outside one machine sign-ins need https. "
            "Put a proxy with TLS before the portal (deploy/nginx.conf) and name its address."
        )
    if public and not config.secure_cookies:
        faults.append(
            "PORTAL_SECURE_COOKIES is off: browsers would send sign-ins over plain http too. Set it to 1, or leave it "
            "out once PORTAL_BASE_URL begins with https."
        )
    if public and not config.trusted_proxies:
        faults.append(
            "PORTAL_TRUSTED_PROXIES is 0 although the portal has a public address: behind a proxy say 1. Without "
            "one, slow connections could hold up everybody: put one before the portal (deploy/nginx.conf)."
        )
    return faults


def _folder(examined: Examined) -> Faults:
    config = config_of(examined.app)
    folder, faults = config.data_dir, []
    if not folder.is_dir():
        return [f"There is no folder {folder}: set PORTAL_DATA_DIR to the right one; `portal run` makes a new one."]
    if _mode(folder) & 0o077:
        faults.append(f"{folder} is open to other users of the machine ({_mode(folder):o}): chmod 700 {folder}")
    database = Path(config.database_url.removeprefix("sqlite:///"))
    for path in (folder / "secret_key", database):
        reached = path.name == "secret_key" or path.parent != folder or _mode(folder) & 0o011
        if path.is_file() and reached and _mode(path) & 0o077:
            faults.append(f"{path} can be read by other users of the machine: chmod 600 {path}")
    if not os.access(folder, os.W_OK):
        faults.append(f"{folder} can't be written by this user: give it to the user who runs the portal (chown).")
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        faults.append(
            f"Only {free // 1024**2} MB are free on the disk of {folder}: make room, or writing will soon fail."
        )
    return faults


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _migrations(_examined: Examined) -> Faults:
    newest, present = heads()
    if present is None:
        return ["The database is empty: `portal run` or `portal migrate` makes it."]
    if present not in known_migrations():
        return [
            f"The database stands at migration {present}, which this version of the portal doesn't know: a newer one "
            "made it. Install that version, or restore a backup that was made with this one (portal restore FILE)."
        ]
    if present != newest:
        return [f"The database stands at migration {present}, the code at {newest}: portal backup, then portal migrate"]
    return []


def _clock(examined: Examined) -> Faults:
    session, now = examined.session, clock.now()
    faults = []
    if session.get_bind().dialect.name == "postgresql":
        apart = abs((session.execute(select(func.clock_timestamp())).scalar_one() - now).total_seconds())
        if apart > CLOCK_SECONDS:
            faults.append(
                f"The clocks of this machine and of the database are {apart:.0f} seconds apart: "
                "let both keep time by the network (timedatectl set-ntp true)."
            )
    newest = session.scalar(select(JournalEntry.at).order_by(JournalEntry.id.desc()).limit(1))
    if newest is not None and (newest - now).total_seconds() > CLOCK_SECONDS:
        faults.append(
            f"The newest entry of the journal was written at {newest:%Y-%m-%d %H:%M} UTC, later than now: the clock of "
            "this machine or of another one is wrong. Set it right (timedatectl); what is due waits until then."
        )
    return faults


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
        faults.append(f"PostgreSQL {version // 10_000} is too old: upgrade it to 13 or newer.")
    return faults


def _sqlite(examined: Examined) -> Faults:
    connection = examined.session.connection()
    answers = list(connection.execute(text("PRAGMA integrity_check(5)")).scalars())
    again = "Stop the portal and restore the newest backup (portal restore FILE --force)."
    faults = [f"SQLite says: {answer}. {again}" for answer in answers if answer != "ok"]
    strays = connection.execute(text("PRAGMA foreign_key_check")).all()
    faults += [f"{len(strays)} rows point at nothing, the first in {strays[0][0]}. {again}"] if strays else []
    if connection.execute(text("PRAGMA journal_mode")).scalar_one() != "wal":
        faults.append(
            "The database isn't in WAL mode: writers would stop readers. Is its disk a network folder? Use a local one."
        )
    return faults


CHECKS = (
    Check("Settings", _settings),
    Check("Data folder", _folder),
    Check("Migrations", _migrations, vital=True),
    Check("Database", _database),
    Check("Clock", _clock),
)
