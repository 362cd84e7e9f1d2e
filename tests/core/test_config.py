"""Settings: a wrong one stops the start with a sentence that names it."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from portal.config import Config, ConfigError

KEY = {"PORTAL_SECRET_KEY": "k" * 40}

WRONG = [
    ("PORTAL_DATABASE_URL", "mysql://host/name"),
    ("PORTAL_DATABASE_URL", "portal.sqlite3"),
    ("PORTAL_DATABASE_URL", "sqlite://"),
    ("PORTAL_DATABASE_URL", "sqlite:///:memory:"),
    ("PORTAL_BASE_URL", "portal.example"),
    ("PORTAL_BASE_URL", "ftp://portal.example"),
    ("PORTAL_BASE_URL", "http://[portal"),
    ("PORTAL_BASE_URL", "http://portal.example:port"),
    ("PORTAL_TIMEZONE", "Kyiv"),
    ("PORTAL_TIMEZONE", "Europe"),
    ("PORTAL_TIMEZONE", "../../etc/passwd"),
    ("PORTAL_TIMEZONE", ""),
    ("PORTAL_LANGUAGE", "de"),
    ("PORTAL_SECURE_COOKIES", "maybe"),
    ("PORTAL_TRUSTED_PROXIES", "one"),
    ("PORTAL_TRUSTED_PROXIES", "-1"),
    ("PORTAL_UPLOAD_MAX_MB", "0"),
    ("PORTAL_UPLOAD_MAX_MB", "1000"),
    ("PORTAL_LOG_LEVEL", "loud"),
    ("PORTAL_DATA_DIR", "~nobody-of-this-name/data"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_names_itself(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        Config.from_env({"PORTAL_DATA_DIR": str(tmp_path), **KEY, name: value})


def test_a_short_secret_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="PORTAL_SECRET_KEY") as refusal:
        Config.from_env({"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(refusal.value)


def test_a_wrong_database_address_does_not_repeat_its_password(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refusal:
        Config.from_env({"PORTAL_DATA_DIR": str(tmp_path), **KEY, "PORTAL_DATABASE_URL": "mysql://me:hunter2@host/x"})
    assert "hunter2" not in str(refusal.value)


def test_a_data_folder_that_cannot_be_written_names_itself(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("no folder")
    with pytest.raises(ConfigError, match="PORTAL_DATA_DIR"):
        Config.from_env({"PORTAL_DATA_DIR": str(taken / "data")})


@pytest.mark.parametrize("content", [b"", b"short", "ключ".encode() * 20])
def test_a_damaged_key_file_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(ConfigError, match="secret_key"):
        Config.from_env({"PORTAL_DATA_DIR": str(tmp_path)})
    assert (tmp_path / "secret_key").read_bytes() == content


def test_nothing_set_is_a_working_portal(tmp_path: Path) -> None:
    config = Config.from_env({"PORTAL_DATA_DIR": str(tmp_path)})
    assert config.database_url == f"sqlite:///{tmp_path}/portal.sqlite3"
    assert (config.language, config.timezone, config.secure_cookies) == ("uk", "Europe/Kyiv", False)


def test_https_makes_the_cookies_secure(tmp_path: Path) -> None:
    config = Config.from_env({"PORTAL_DATA_DIR": str(tmp_path), **KEY, "PORTAL_BASE_URL": "https://portal.example/"})
    assert (config.secure_cookies, config.base_url) == (True, "https://portal.example")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_through_one_driver(tmp_path: Path, scheme: str) -> None:
    env = {"PORTAL_DATA_DIR": str(tmp_path), **KEY, "PORTAL_DATABASE_URL": f"{scheme}://me@host/name"}
    assert Config.from_env(env).database_url == "postgresql+psycopg://me@host/name"


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = Config.from_env({"PORTAL_DATA_DIR": str(tmp_path)}).secret_key
    assert Config.from_env({"PORTAL_DATA_DIR": str(tmp_path)}).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    program = "from portal.config import Config; print(Config.from_env().secret_key)"
    env = {**os.environ, "PORTAL_DATA_DIR": str(tmp_path / "data")}
    env.pop("PORTAL_SECRET_KEY", None)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program], env=env, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )
        for _ in range(4)
    ]
    keys = {process.communicate(timeout=60)[0].strip() for process in started}
    assert len(keys) == 1
    assert len(keys.pop()) >= 32


def test_a_portal_has_the_name_that_it_is_given(tmp_path: Path) -> None:
    env = {"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_SECRET_KEY": "s" * 40}

    assert Config.from_env({**env, "PORTAL_NAME": " Мальва "}).portal_name == "Мальва"
    assert Config.from_env({**env, "PORTAL_NAME": " "}).portal_name == ""
