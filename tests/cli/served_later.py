"""A portal that is served when a file appears, for `test_run`; the word "fail" in it lets what comes first fail."""

import sys
import time
from pathlib import Path

from flask import Flask

from portal.cli.run import serve

if __name__ == "__main__":
    port, file = int(sys.argv[1]), Path(sys.argv[2])

    def first(_app: Flask) -> None:
        while not file.exists():
            time.sleep(0.05)
        if file.read_text(encoding="utf-8") == "fail":
            raise SystemExit(3)

    serve("127.0.0.1", port, 1, first=first)
