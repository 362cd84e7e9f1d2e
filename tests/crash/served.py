"""`portal run` in processes of its own, which can all be killed in the middle of their work."""

import contextlib
import os
import signal
import time
from pathlib import Path
from subprocess import Popen

from tests.cli.conftest import Installation
from tests.cli.test_run import answers, free_port

#: A machine that runs other tests meanwhile starts slowly.
PATIENCE_SECONDS = 120


class Served:
    """A portal that is started, killed and started again on the same data at the same port."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self.port = free_port()
        self._process: Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = self._installation.start("run", "--port", str(self.port), "--workers", "2")
        end = time.monotonic() + PATIENCE_SECONDS
        while not answers(self.port):
            if self._process.poll() is not None or time.monotonic() > end:
                self._process.kill()
                raise AssertionError(f"it doesn't start again: {self._process.communicate()[0][-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """kill -9: web workers, their master, the worker of the queue, and at last who would start them again."""
        assert self._process is not None
        while below := _descendants(self._process.pid):
            for pid in below:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            time.sleep(0.01)
        self._process.kill()
        self._process.communicate(timeout=30)

    def stop(self) -> None:
        """Ask it to end, and wait."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate(timeout=40)


def _descendants(pid: int) -> list[int]:
    """All processes below one, the nearest first."""
    found, unseen = [], [pid]
    while unseen:
        parent = unseen.pop(0)
        below = []
        for thread in Path("/proc").glob(f"{parent}/task/*/children"):  # each thread has its own
            with contextlib.suppress(OSError):
                below += [int(number) for number in thread.read_text().split()]
        found += below
        unseen += below
    return found
