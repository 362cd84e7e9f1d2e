"""`portal run` keeps web and worker alive, and stops both when it is asked to."""

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from portal.cli.run import THREADS
from tests.cli.conftest import Installation

PATIENCE_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as response:
            return response.status == 200
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def children(pid: int) -> dict[str, int]:
    """The pids of web and worker below the supervisor."""
    found = {}
    for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            command = Path(f"/proc/{number}/cmdline").read_bytes()
        except OSError:
            continue
        found["web" if b"gunicorn" in command else "worker"] = int(number)
    return found


@pytest.fixture
def served(installation: Installation) -> Iterator[tuple[Popen[str], int]]:
    port = free_port()
    process = installation.start("run", "--port", str(port), "--workers", "1")
    try:
        until(lambda: answers(port))
        yield process, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=40)


def test_the_dead_are_started_again_and_all_stop_when_asked(served: tuple[Popen[str], int]) -> None:
    supervisor, port = served
    until(lambda: len(children(supervisor.pid)) == 2)
    for name in ("worker", "web"):
        before = children(supervisor.pid)[name]
        os.kill(before, signal.SIGKILL)
        until(lambda before=before, name=name: children(supervisor.pid).get(name) not in (None, before))
    until(lambda: answers(port))
    living = children(supervisor.pid)
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(40) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in living.values())


def test_when_the_supervisor_is_killed_nothing_is_left_behind(served: tuple[Popen[str], int]) -> None:
    supervisor, _port = served
    until(lambda: len(children(supervisor.pid)) == 2)
    living = children(supervisor.pid)
    supervisor.kill()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in living.values()))


@pytest.fixture
def served_later(installation: Installation, tmp_path: Path) -> Iterator[tuple[Popen[str], int, Path]]:
    """It waits for the file, which it looks at before it begins."""
    port, file = free_port(), tmp_path / "begin"
    arguments = [sys.executable, "-m", "tests.cli.served_later", str(port), str(file)]
    process = Popen(arguments, cwd=Path(__file__).parents[2], env={**os.environ, **installation.env}, text=True)
    try:
        yield process, port, file
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=40)


def test_web_is_ready_before_and_answers_after_what_comes_first(served_later: tuple[Popen[str], int, Path]) -> None:
    process, port, file = served_later
    until(lambda: children(process.pid))
    early = socket.create_connection(("127.0.0.1", port), timeout=2)
    early.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    with pytest.raises(TimeoutError):
        early.recv(1)
    aside = file.with_suffix(".aside")
    aside.write_text("begin")
    aside.rename(file)
    early.settimeout(PATIENCE_SECONDS)
    assert early.recv(12) == b"HTTP/1.1 200"
    early.close()


def test_when_what_comes_first_fails_nothing_is_served(served_later: tuple[Popen[str], int, Path]) -> None:
    process, port, file = served_later
    until(lambda: children(process.pid))
    living = children(process.pid)
    aside = file.with_suffix(".aside")
    aside.write_text("fail")
    aside.rename(file)
    assert process.wait(40) == 3
    assert not any(Path(f"/proc/{pid}").exists() for pid in living.values())
    assert not answers(port)


def test_a_taken_port_is_a_sentence(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = installation.run("run", "--port", str(taken.getsockname()[1]))
    assert (result.exit_code, "can't be taken" in result.output) == (1, True)


def test_the_first_administrator_is_told_where_to_begin(installation: Installation) -> None:
    port = free_port()
    process = installation.start("run", "--port", str(port), "--workers", "1")
    until(lambda: answers(port))
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=40)
    assert f"http://127.0.0.1:{port}/set-up/" in said
    assert process.returncode == 0


def test_a_new_folder_is_made_where_the_key_is_named(installation: Installation, tmp_path: Path) -> None:
    port, folder = free_port(), tmp_path / "new" / "data"
    named = Installation(folder, {**installation.env, "PORTAL_DATA_DIR": str(folder), "PORTAL_SECRET_KEY": "k" * 40})
    process = named.start("run", "--port", str(port), "--workers", "1")
    try:
        until(lambda: answers(port))
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=40)


def test_a_restore_waits_for_nobody_who_serves(
    served: tuple[Popen[str], int], installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "kept.tar.gz"
    assert installation.run("backup", str(file)).exit_code == 0
    result = installation.run("restore", "--force", str(file))
    assert (result.exit_code, "The portal is running" in result.output) == (1, True)


def test_slow_connections_hold_up_nobody_for_long(served: tuple[Popen[str], int]) -> None:
    """Twice as many as there are threads say nothing, and as many begin a request that they never finish."""
    _supervisor, port = served
    silent = [socket.create_connection(("127.0.0.1", port)) for _n in range(2 * THREADS)]
    assert answers(port)
    slow = [socket.create_connection(("127.0.0.1", port)) for _n in range(THREADS)]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
    assert answers(port)
    for connection in slow:
        connection.settimeout(PATIENCE_SECONDS)
        assert connection.recv(1) == b""
    for connection in silent:
        connection.close()
