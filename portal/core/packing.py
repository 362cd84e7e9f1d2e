"""Much text in little room: JSON packed into letters, and read again within bounds, whoever wrote it."""

import base64
import json
import lzma
from typing import Any

#: Unpacking what was packed as tightly as can be takes 65 MiB, whatever its length.
_MEMORY = 80 * 1024 * 1024


def pack(value: Any, *, tightness: int) -> str:
    """The value as letters; ``tightness`` from 0 to 9. Slow, never inside a write transaction."""
    return base64.b85encode(lzma.compress(json.dumps(value, ensure_ascii=False).encode(), preset=tightness)).decode()


def unpack(packed: str, *, most_bytes: int) -> Any:
    """What ``pack`` was given. Raises ValueError for anything else, and for more than ``most_bytes``."""
    try:
        unpacking = lzma.LZMADecompressor(memlimit=_MEMORY)
        return json.loads(unpacking.decompress(base64.b85decode(packed), max_length=most_bytes))
    except (lzma.LZMAError, RecursionError) as error:
        raise ValueError("not packed by this portal") from error
