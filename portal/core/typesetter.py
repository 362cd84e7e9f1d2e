"""The process that lays out Markdown for this one: started when first needed, and anew when a text has ended it."""

import atexit
import os
import select
import signal
import subprocess
import sys
from threading import Lock
from typing import BinaryIO

import structlog

from portal.core import typesetting
from portal.core.errors import Busy
from portal.core.typesetting import LAID_OUT, LENGTH

log = structlog.get_logger()

#: For a machine so busy that a text doesn't even get its seconds of the processor.
PATIENCE_SECONDS = 30


class Typesetter:
    """One process, one text at a time, whichever thread asks."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    def html(self, text: str) -> str | None:
        """Clean HTML; None when the text takes longer than it may or breaks Markdown's rules.

        Raises Busy when the machine, not the text, is to blame.
        """
        raw = text.encode("utf-8", "replace")
        with self._lock:
            try:
                answer = self._ask(raw)
            except (OSError, EOFError):
                if self._end(len(raw)) == -signal.SIGPROF:
                    return None
                answer = self._ask_anew(raw)
        return answer[1:].decode() if answer[:1] == LAID_OUT else None

    def stop(self) -> None:
        """End the process; the next text starts another."""
        with self._lock:
            self._end()

    def forget(self) -> None:
        """In a fork: the process belongs to the parent, and so does the lock that a thread of it may hold."""
        if self.process is not None:
            for pipe in _pipes(self.process):
                pipe.close()
            self.process.returncode = 0  # not ours to wait for
        self.process, self._lock = None, Lock()

    def _ask(self, text: bytes) -> bytes:
        if self.process is None:
            # By its file, and that file's folder is no place of modules: nothing of the portal is loaded.
            command = [sys.executable, "-P", typesetting.__file__]
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
            )
        source, target = _pipes(self.process)
        _write(target, LENGTH.pack(len(text)) + text)
        return _read(source, LENGTH.unpack(_read(source, LENGTH.size))[0])

    def _ask_anew(self, text: bytes) -> bytes:
        """The process may have been ended from outside, long before this text came."""
        try:
            return self._ask(text)
        except (OSError, EOFError) as error:
            self._end(len(text))
            raise Busy from error

    def _end(self, size_bytes: int = 0) -> int | None:
        """Its exit code: a negative number names the signal that ended it."""
        process, self.process = self.process, None
        if process is None:
            return None
        for pipe in _pipes(process):
            pipe.close()
        try:
            code = process.wait(1)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        if size_bytes:
            log.warning("text not laid out", size_bytes=size_bytes, code=code)
        return code


def _pipes(process: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO]:
    assert process.stdout is not None  # noqa: S101 - asked for when it was started
    assert process.stdin is not None  # noqa: S101 - as well
    return process.stdout, process.stdin  # type: ignore[return-value]  # unbuffered: raw files


def _write(target: BinaryIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[target.write(rest) :]


def _read(source: BinaryIO, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        ready, _, _ = select.select([source], [], [], PATIENCE_SECONDS)
        block = source.read(size - len(found)) if ready else None
        if not block:
            raise EOFError("no answer" if block is None else "ended")
        found += block
    return bytes(found)


typesetter = Typesetter()
atexit.register(typesetter.stop)
os.register_at_fork(after_in_child=typesetter.forget)
