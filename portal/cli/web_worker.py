"""gunicorn's threaded worker with time limits on requests, which gunicorn itself has none of for threads.

A connection that says nothing waits beside the threads, not in one. A head that takes longer than ``HEAD_SECONDS`` to
arrive ends with its connection, and so does a request that is not over after ``REQUEST_SECONDS`` and the time that what
it carries may take. That bounds what a slow visitor holds up; from many of them at once only a proxy protects, which
hands on whole requests (deploy/nginx.conf).
"""

import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers import gthread

HEAD_SECONDS = 10
REQUEST_SECONDS = 30
#: The slowest line over which a picture still arrives.
BYTES_A_SECOND = 100_000


class Worker(gthread.ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Named to gunicorn by ``--worker-class``."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        #: Until when (monotonic seconds) the request that a thread is busy with has to get on.
        self._due: dict[Any, float] = {}

    def handle(self, conn: Any) -> Any:
        """In a thread: one request, if there is one."""
        if not conn.initialized and not conn.wait_for_data(0):
            return gthread._DEFER  # noqa: SLF001 - to the waiting ones, as gunicorn does after five seconds
        self._due[conn] = time.monotonic() + HEAD_SECONDS
        try:
            return super().handle(conn)
        finally:
            self._due.pop(conn, None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """In a thread: the head is here."""
        self._due[conn] = time.monotonic() + REQUEST_SECONDS + _length(req) / BYTES_A_SECOND
        return super().handle_request(req, conn)

    def murder_keepalived(self, force: bool = False) -> None:
        """In the main thread, every second: end what is over its time. A thread that waits for bytes wakes up."""
        super().murder_keepalived(force)
        now = time.monotonic()
        for conn, due in list(self._due.items()):
            if due < now:
                with suppress(OSError):  # it may have ended by itself
                    conn.sock.shutdown(socket.SHUT_RDWR)


def _length(req: Any) -> int:
    """What the head announces; the application refuses at once what is larger than it takes (``core.web.sizes``)."""
    said = [value for name, value in req.headers if name == "CONTENT-LENGTH" and value.isdecimal() and len(value) < 12]
    return max(map(int, said), default=0)
