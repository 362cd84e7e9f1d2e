"""Everything that may differ between two installations, read once and never changed."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LANGUAGES = ("uk", "ru", "en")
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


class ConfigError(Exception):
    """A setting is wrong; the sentence names the setting, the value and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one installation. Times are minutes, sizes bytes, as the names say."""

    data_dir: Path
    database_url: str
    secret_key: str
    #: Empty: "Portal" in the reader's language.
    portal_name: str = ""
    timezone: str = "Europe/Kyiv"
    language: str = "uk"
    base_url: str = "http://127.0.0.1:8000"
    secure_cookies: bool = False
    trusted_proxies: int = 0
    upload_max_bytes: int = 12 * 1024 * 1024
    log_level: str = "info"
    #: Search by meaning beside words, where the machine can do it.
    semantic: bool = True
    #: Web answers once search is loaded; otherwise the first who search wait for that.
    load_first: bool = True

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Config":
        """Read ``PORTAL_*``; raise ConfigError with a sentence when a value can't be used."""
        env = os.environ if environ is None else environ
        data_dir = _data_dir(env.get("PORTAL_DATA_DIR", "data"))
        base_url = _base_url(env.get("PORTAL_BASE_URL", "http://127.0.0.1:8000"))
        return cls(
            data_dir=data_dir,
            database_url=_database_url(env.get("PORTAL_DATABASE_URL", ""), data_dir),
            secret_key=_secret_key(env.get("PORTAL_SECRET_KEY", ""), data_dir),
            portal_name=env.get("PORTAL_NAME", "").strip(),
            timezone=_timezone(env.get("PORTAL_TIMEZONE", "Europe/Kyiv")),
            language=_choice("PORTAL_LANGUAGE", env.get("PORTAL_LANGUAGE", "uk"), LANGUAGES),
            base_url=base_url,
            secure_cookies=_flag(env, "PORTAL_SECURE_COOKIES", default=base_url.startswith("https://")),
            trusted_proxies=_whole(env, "PORTAL_TRUSTED_PROXIES", default=0, low=0, high=5),
            upload_max_bytes=_whole(
                env, "PORTAL_UPLOAD_MAX_MB", default=12, low=1, high=100
            ) * 1024 * 1024,
            log_level=_choice(
                "PORTAL_LOG_LEVEL", env.get("PORTAL_LOG_LEVEL", "info"), ("debug", "info", "warning", "error")
            ),
            semantic=_flag(env, "PORTAL_SEMANTIC", default=True),
            load_first=_flag(env, "PORTAL_LOAD_FIRST", default=True),
        )  # fmt: skip

    @property
    def files_dir(self) -> Path:
        """The folder of uploaded files, shared by every web node."""
        return self.data_dir / "files"


def _data_dir(value: str) -> Path:
    try:
        return Path(value).expanduser().resolve()
    except (RuntimeError, OSError) as error:  # ~somebody who isn't there, a link to itself
        raise ConfigError(f"PORTAL_DATA_DIR is {value!r}, which names no folder.") from error


def _database_url(value: str, data_dir: Path) -> str:
    if not value:
        return f"sqlite:///{data_dir / 'portal.sqlite3'}"
    scheme, separator, rest = value.partition("://")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"} and separator:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.strip("/") not in {"", ":memory:"}:
        return value
    raise ConfigError(
        f"PORTAL_DATABASE_URL begins with {scheme!r}; it has to be sqlite:///FILE or postgresql://USER@HOST/NAME."
    )


def _make_secret_key(path: Path) -> None:
    """Written aside and linked into place: two processes that start together agree on one whole key."""
    mine = path.with_name(f".secret_key.{os.getpid()}.{secrets.token_hex(4)}")
    mine.touch(mode=0o600)
    mine.write_text(secrets.token_urlsafe(48), encoding="ascii")
    try:
        os.link(mine, path)
    except FileExistsError:
        pass
    finally:
        mine.unlink()


def _secret_key(value: str, data_dir: Path) -> str:
    """The key given, or one made at the first start and kept in the data folder for its owner alone."""
    if value:
        if len(value) < 32:
            raise ConfigError("PORTAL_SECRET_KEY is shorter than 32 characters; a longer one is needed.")
        return value
    path = data_dir / "secret_key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _make_secret_key(path)
        kept = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ConfigError(
            f"PORTAL_DATA_DIR is {data_dir}, which can't be written ({error.strerror}); "
            "name a folder that belongs to the portal's user."
        ) from error
    except UnicodeDecodeError:
        kept = ""
    if len(kept) < 32:
        raise ConfigError(f"{path} holds no key of 32 characters or more; delete it, and a new one is made.")
    return kept


def _base_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise ConfigError(
            f"PORTAL_BASE_URL is {value!r}; it has to be the portal's address, like https://portal.example."
        )
    return value.rstrip("/")


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(f"PORTAL_TIMEZONE is {value!r}; it has to be a name such as Europe/Kyiv.") from error
    return value


def _choice(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ConfigError(f"{name} is {value!r}; it has to be one of {', '.join(allowed)}.")
    return value


def _flag(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    if name not in env:
        return default
    word = env[name].strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ConfigError(f"{name} is {env[name]!r}; it has to be 1 or 0.")


def _whole(env: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    raw = env.get(name, str(default))
    try:
        number = int(raw)
    except ValueError as error:
        raise ConfigError(f"{name} is {raw!r}; it has to be a whole number.") from error
    if not low <= number <= high:
        raise ConfigError(f"{name} is {number}; it has to lie between {low} and {high}.")
    return number
