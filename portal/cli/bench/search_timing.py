"""How long questions take in this process."""

import time
from collections.abc import Callable, Iterable
from typing import Any

#: Asked before anything is measured.
WARMING = 5


def timed(questions: Iterable[Callable[[], object]]) -> dict[str, Any]:
    """Milliseconds of each question asked once, one after another: on the clock, and of the processor."""
    asked = list(questions)
    for question in asked[:WARMING]:
        question()
    wall, cpu = [], []
    for question in asked[WARMING:] or asked:
        began, worked = time.perf_counter(), time.process_time()
        question()
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - worked) * 1000)
    return {
        "median_ms": _share(wall, 0.5), "p95_ms": _share(wall, 0.95),
        "median_cpu_ms": _share(cpu, 0.5), "p95_cpu_ms": _share(cpu, 0.95),
    }  # fmt: skip


def _share(values: list[float], share: float) -> float:
    return round(sorted(values)[min(int(len(values) * share), len(values) - 1)], 2)
