"""Keeps processes alive: starts them, starts again what dies (ever more slowly), stops all of them in order."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

import structlog

log = structlog.get_logger()

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
#: A process that has lived so long is well again: its next death is the first one.
WELL_AFTER_SECONDS = 60.0
STOP_SECONDS = 30.0
POLL_SECONDS = 0.1
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One supervised process and how it has fared."""

    name: str
    command: Sequence[str]
    keep_open: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    delay: float = field(default=FIRST_DELAY_SECONDS)

    def start(self) -> None:
        """Start it in a process group of its own: Ctrl-C reaches the supervisor alone, which stops all in order.

        Not in a session of its own: Linux shares processors out by session first, and what gives way to others would
        give way within its own alone.
        """
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            pass_fds=self.keep_open,
            process_group=0,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,
        )

    def watch(self) -> None:
        """Start it when it is due; when it has died, say so and make it due again."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        if now - self.started_at > WELL_AFTER_SECONDS:
            self.delay = FIRST_DELAY_SECONDS
        log.error("process ended, starting it again", process=self.name, code=code, in_seconds=self.delay)
        self.process, self.due_at = None, now + self.delay
        self.delay = min(self.delay * 2, LONGEST_DELAY_SECONDS)

    def ask_to_stop(self) -> None:
        """Let it finish what it is doing."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait_or_kill(self, until: float) -> None:
        """Wait for its end; past ``until`` (monotonic seconds) end it."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.error("process didn't stop in time", process=self.name)
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def end_with_parent() -> None:
    """Runs in the child before its program: when the parent is killed, the kernel asks the child to stop."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def supervise(children: Sequence[Child]) -> None:
    """Keep all alive until SIGTERM or SIGINT, then stop them."""
    stopping = False

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    try:
        while not stopping:
            for child in children:
                child.watch()
            time.sleep(POLL_SECONDS)
    finally:
        stop(children)


def stop(children: Sequence[Child]) -> None:
    """First asked, later forced."""
    until = time.monotonic() + STOP_SECONDS
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.wait_or_kill(until)
