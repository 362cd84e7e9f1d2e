"""The client: latencies one request after another, then throughput and CPU at eight connections."""

import http.client
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

CONNECTIONS = 8
#: What browsers say, so that compression is part of the figures.
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd", "Accept": "text/html", "Accept-Language": "uk"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request to send; ``ok`` are the statuses that count as an answer."""

    path: str
    method: str = "GET"
    body: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    ok: tuple[int, ...] = (200,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one page costs. Milliseconds; CPU of all server processes."""

    median_ms: float
    p95_ms: float
    requests_a_second: float
    cpu_ms: float
    kilobytes: float


class _Connection:
    """A kept-alive connection with a cookie."""

    def __init__(self, port: int, cookie: str | None) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {**BROWSER, **({"Cookie": cookie} if cookie else {})}

    def send(self, request: Request) -> tuple[float, int]:
        """Milliseconds and bytes of the answer; RuntimeError when it isn't one."""
        started = time.perf_counter()
        try:
            answer = self._answer(request)
        except http.client.RemoteDisconnected:
            if request.method != "GET":
                raise
            self._http.close()  # on a busy machine the server lets a connection go as idle before this has its turn
            answer = self._answer(request)
        body = answer.read()
        if answer.status not in request.ok:
            raise RuntimeError(f"{request.method} {request.path} answered {answer.status}")
        return (time.perf_counter() - started) * 1000, len(body)

    def _answer(self, request: Request) -> http.client.HTTPResponse:
        self._http.request(request.method, request.path, request.body, {**self._headers, **dict(request.headers)})
        return self._http.getresponse()

    def close(self) -> None:
        self._http.close()


def measure(port: int, requests: Sequence[Request], cookie: str | None, cpu_seconds: Callable[[], float]) -> Figures:
    """Send ``requests`` three times over: to warm up, one by one, and at eight connections.

    A third of them goes to each phase, so that requests that change something are never sent twice.
    """
    third = len(requests) // 3
    warm, single, parallel = requests[:third], requests[third : 2 * third], requests[2 * third :]
    _in_parallel(port, warm, cookie)
    connection = _Connection(port, cookie)
    answers = [connection.send(request) for request in single]
    connection.close()
    cpu_before, started = cpu_seconds(), time.perf_counter()
    _in_parallel(port, parallel, cookie)
    seconds, cpu = time.perf_counter() - started, cpu_seconds() - cpu_before
    times = sorted(ms for ms, _size in answers)
    return Figures(
        median_ms=round(statistics.median(times), 2),
        p95_ms=round(times[int(len(times) * 0.95)], 2),
        requests_a_second=round(len(parallel) / seconds, 1),
        cpu_ms=round(cpu * 1000 / len(parallel), 3),
        kilobytes=round(statistics.median(size for _ms, size in answers) / 1024, 1),
    )


def _in_parallel(port: int, requests: Sequence[Request], cookie: str | None) -> None:
    def work(part: Sequence[Request]) -> None:
        connection = _Connection(port, cookie)
        for request in part:
            connection.send(request)
        connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        list(threads.map(work, [requests[n::CONNECTIONS] for n in range(CONNECTIONS)]))
