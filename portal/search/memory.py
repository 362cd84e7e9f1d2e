"""Memory that was needed once is given back to the machine: allocators and maps keep it for the process."""

import ctypes
import mmap
from contextlib import suppress
from pathlib import Path


def give_back() -> None:
    """What was allocated and is free, after something large; does nothing where the C library can't."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def let_go(path: Path) -> None:
    """The pages of a file that a library has mapped for reading; the system keeps them, and reads come back to them.

    Does nothing where the system doesn't tell what is mapped.
    """
    with suppress(OSError, AttributeError):
        madvise = ctypes.CDLL(None).madvise
        madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
            place, rights, *_more, name = line.split(maxsplit=5)
            if name == str(path) and rights.startswith("r--"):
                first, last = (int(number, 16) for number in place.split("-"))
                madvise(first, last - first, mmap.MADV_DONTNEED)
