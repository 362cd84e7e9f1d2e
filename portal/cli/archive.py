"""What a backup file is: a .tar.gz of the database, the files and a manifest with a checksum of each."""

import hashlib
import json
import re
import tarfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import click

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE = "database.sqlite3"
POSTGRES = "database.dump"
KEY = "secret_key"
#: The only names that a backup may hold: nothing else is ever unpacked.
ALLOWED = re.compile(r"^(database\.sqlite3|database\.dump|secret_key|files/[0-9a-f]{2}/[0-9a-f]{64}(\.thumb)?\.webp)$")
_BLOCK = 1024 * 1024
#: A million pictures need a sixth of a kilobyte each, twice.
MAX_MANIFEST_BYTES = 400 * 1024 * 1024
LEAST_KEY_LETTERS = 32


@dataclass(frozen=True, slots=True)
class Member:
    """One thing in the backup."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the backup says of itself."""

    made_at: str
    portal_version: str
    dialect: str
    migration: str
    members: dict[str, Member]

    def as_bytes(self) -> bytes:
        """The manifest as it lies in the backup."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Manifest":
        """Read it; raise ClickException when it isn't one that this version understands."""
        try:
            data = json.loads(raw)
            if data.pop("format") != FORMAT:
                raise click.ClickException("The backup has a format that this version of the portal doesn't know.")
            members = {name: _member(name, **said) for name, said in data.pop("members").items()}
            if not all(pattern.fullmatch(data[name]) for name, pattern in _SAID.items()):
                raise ValueError("a value that no backup has")
            return cls(members=members, **data)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise click.ClickException("The backup's manifest can't be read: the file is damaged.") from error


#: The shapes of what a manifest says; some of it is shown in the terminal.
_SAID = {
    "made_at": re.compile(r"[0-9T:+.-]{1,40}"),
    "portal_version": re.compile(r"[\w.+-]{1,40}", re.ASCII),
    "dialect": re.compile(r"sqlite|postgresql"),
    "migration": re.compile(r"\w{1,40}", re.ASCII),
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


def _member(name: str, *, sha256: str, size_bytes: int) -> Member:
    if not ALLOWED.fullmatch(name) or not _SHA256.fullmatch(sha256) or type(size_bytes) is not int:
        raise ValueError(name)
    return Member(sha256, size_bytes)


def sha256_of(source: IO[bytes]) -> Member:
    """Checksum and size of what is left to read."""
    digest, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        digest.update(block)
        size += len(block)
    return Member(digest.hexdigest(), size)


def unpack(backup: Path, target: Path) -> Manifest:
    """Unpack into an empty folder and compare every checksum.

    Raises ClickException at the first thing that is damaged, missing or doesn't belong in a backup.
    """
    manifest, found = None, {}
    try:
        with tarfile.open(backup, "r:gz") as archive:
            for entry in archive:
                source = archive.extractfile(entry) if entry.isfile() else None
                if source is not None and entry.name == MANIFEST and manifest is None:
                    manifest = Manifest.from_bytes(_short(source, MAX_MANIFEST_BYTES))
                elif source is not None and ALLOWED.fullmatch(entry.name) and entry.name not in found:
                    found[entry.name] = _write(source, target / entry.name)
                else:
                    raise click.ClickException(f"{entry.name!r} doesn't belong in a backup of the portal.")
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise click.ClickException(f"{backup} can't be read as a backup: {error}") from error
    if manifest is None:
        raise click.ClickException(f"{backup} has no manifest: it isn't a whole backup of the portal.")
    _compare(manifest.members, found)
    _require_database(manifest)
    _require_key(target / KEY)
    return manifest


def _write(source: IO[bytes], path: Path) -> Member:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        path.chmod(0o600)
        while block := source.read(_BLOCK):
            digest.update(block)
            target.write(block)
            size += len(block)
    return Member(digest.hexdigest(), size)


def _compare(named: dict[str, Member], found: dict[str, Member]) -> None:
    if missing := named.keys() - found.keys():
        raise click.ClickException(f"The backup lacks {min(missing)}: it is damaged.")
    if strange := found.keys() - named.keys():
        raise click.ClickException(f"The backup holds {min(strange)}, which its manifest doesn't name.")
    for name, member in sorted(named.items()):
        if found[name] != member:
            raise click.ClickException(f"{name} in the backup is damaged: its checksum is wrong.")


def _short(source: IO[bytes], limit: int) -> bytes:
    raw = source.read(limit + 1)
    if len(raw) > limit:
        raise click.ClickException("The backup's manifest is larger than any manifest can be: the file is damaged.")
    return raw


def _require_database(manifest: Manifest) -> None:
    name = SQLITE if manifest.dialect == "sqlite" else POSTGRES
    database = manifest.members.get(name)
    if database is None or not database.size_bytes:
        raise click.ClickException(f"The backup holds no database: {name} is missing or empty.")


def _require_key(path: Path) -> None:
    """There is none when the key was given by PORTAL_SECRET_KEY; one that is there has to be usable."""
    if path.exists() and len(path.read_bytes().strip()) < LEAST_KEY_LETTERS:
        raise click.ClickException(f"The key of sign-ins in the backup ({KEY}) is too short to be one.")
