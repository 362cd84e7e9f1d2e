"""Static files under ``/static/<hash of the tree>/``: cached for a year, compressed once, no build step.

Relative imports between modules and fonts named in style sheets carry the hash too.
"""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

YEAR_SECONDS = 365 * 24 * 3600
#: Kept out of the public tree: what makes the assets, not the assets.
PRIVATE_ENDINGS = {".py"}


def install(app: Flask, source: Path, data_dir: Path) -> None:
    """Serve the tree and give templates ``static(path)``."""
    digest = tree_hash(source)
    prefix = f"/static/{digest}/"
    files = StaticFiles(app.wsgi_app, source, data_dir / "static" / digest, prefix)
    app.wsgi_app = files  # type: ignore[method-assign]  # the documented way to add a middleware
    app.jinja_env.globals["static"] = lambda path: prefix + path
    app.extensions["static_files"], app.extensions["static_prefix"] = files, prefix


class StaticFiles:
    """A middleware that serves the tree. It is compressed when it is first asked for: commands never do."""

    def __init__(self, application: "WSGIApplication", source: Path, target: Path, prefix: str) -> None:
        self._application, self._source, self._target, self._prefix = application, source, target, prefix
        self._one_at_a_time = Lock()
        self._ready: WhiteNoise | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        answer: Iterable[bytes] = (self._ready or self.make_ready())(environ, start_response)
        return answer

    def make_ready(self) -> WhiteNoise:
        """Compress the tree now, unless that has been done before: so that nobody waits for it."""
        with self._one_at_a_time:
            if self._ready is None:
                self._ready = WhiteNoise(
                    self._application,
                    root=_compressed_copy(self._source, self._target),
                    prefix=self._prefix,
                    max_age=YEAR_SECONDS,
                    immutable_file_test=lambda *_: True,
                    allow_all_origins=False,
                    add_headers_function=_add_headers,
                )
        return self._ready


def static_files(app: Flask) -> StaticFiles:
    """Those of the application."""
    files: StaticFiles = app.extensions["static_files"]
    return files


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def tree_hash(source: Path) -> str:
    """A short hash of every public file's name and content."""
    digest = hashlib.sha256()
    for path in _public_files(source):
        digest.update(path.relative_to(source).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _public_files(source: Path) -> list[Path]:
    return sorted(path for path in source.rglob("*") if path.is_file() and path.suffix not in PRIVATE_ENDINGS)


def _compressed_copy(source: Path, target: Path) -> Path:
    """The tree with .gz and .br beside each file, made once; several processes may try at the same time."""
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}")
    for path in _public_files(source):
        copy = aside / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    compressor = Compressor(quiet=True)
    with ThreadPoolExecutor() as threads:  # packing goes on outside Python's lock
        packed = [str(path) for path in _public_files(aside) if compressor.should_compress(path.name)]
        list(threads.map(compressor.compress, packed))
    try:
        aside.rename(target)
    except OSError:  # another process was first; its copy is the same
        shutil.rmtree(aside)
    _forget_older(target)
    return target


#: The names of copies: whatever else lies beside them is not ours to delete (a data folder may be the code's own).
_COPY = re.compile(r"[0-9a-f]{16}")


def _forget_older(current: Path, keep: int = 3) -> None:
    older = sorted(
        (path for path in current.parent.iterdir() if path != current and _COPY.fullmatch(path.name)),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for path in older[keep:]:
        shutil.rmtree(path, ignore_errors=True)
