"""Pictures: made anew, seen only with permission, swept when nothing shows them."""

import os
import shutil
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from portal.core.actor import Actor
from portal.core.db import db, is_writing, transaction
from portal.core.drafts import save_draft
from portal.core.files import FRESH_SECONDS, PICTURES_AN_HOUR, FolderStorage, PictureUse, StoredPicture, put_bytes
from portal.core.pictures import CleanPicture
from portal.core.work import periodic_jobs, work_once
from tests.conftest import Clients


def png(colour: str = "seagreen", size: tuple[int, int] = (900, 600)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def upload(browser: FlaskClient, raw: bytes, name: str = "photo.png") -> TestResponse:
    return browser.post("/files", data={"file": (BytesIO(raw), name)}, headers={"Accept": "application/json"})


@pytest.fixture
def picture(client: Clients, olena: Actor, data_dir: Path) -> str:
    """The only one in the folder, which other tests have used before."""
    shutil.rmtree(data_dir / "files", ignore_errors=True)
    url: str = upload(client(olena), png()).json["url"]  # type: ignore[index]  # the answer is an object
    return url


def test_upload_answers_with_the_markdown_that_shows_it(client: Clients, olena: Actor) -> None:
    answer = upload(client(olena), png())
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["markdown"] == f"![Зображення]({answer.json['url']})"


def test_bytes_are_written_while_nobody_waits_for_the_write_lock(
    client: Clients, olena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing: list[bool] = []
    put = FolderStorage.put

    def watched(storage: FolderStorage, key: str, data: bytes) -> None:
        writing.append(is_writing(db.session()))
        put(storage, key, data)

    monkeypatch.setattr(FolderStorage, "put", watched)
    assert upload(client(olena), png()).status_code == 201
    assert writing == [False, False]


def test_picture_is_served_as_webp_that_may_do_nothing(client: Clients, olena: Actor, picture: str) -> None:
    answer = client(olena).get(picture)
    assert answer.mimetype == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"].startswith("private")
    assert Image.open(BytesIO(answer.data)).size == (900, 600)


def test_thumb_is_small(client: Clients, olena: Actor, picture: str) -> None:
    assert Image.open(BytesIO(client(olena).get(f"{picture}/thumb").data)).width == 480


def test_known_picture_is_not_sent_again(client: Clients, olena: Actor, picture: str) -> None:
    browser = client(olena)
    tag = browser.get(picture).headers["ETag"]
    again = browser.get(picture, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_picture_is_hidden_from_strangers_even_when_they_know_the_etag(
    client: Clients, olena: Actor, stranger: Actor, picture: str
) -> None:
    tag = client(olena).get(picture).headers["ETag"]
    assert client(stranger).get(picture, headers={"If-None-Match": tag}).status_code == 404


def test_own_draft_opens_the_picture_to_nobody(
    client: Clients, dmytro: Actor, stranger: Actor, picture: str, now: datetime
) -> None:
    with transaction() as session:
        save_draft(session, stranger, "proposal", "k" * 22, {"problem": f"![]({picture})"}, now=now)
    assert client(stranger).get(picture).status_code == 404
    assert client(dmytro).get(picture).status_code == 404


def test_anonymous_visitor_is_asked_to_sign_in(client: Clients, picture: str) -> None:
    assert client().get(picture).status_code == 302
    assert upload(client(), png()).status_code == 401


def test_unknown_picture_is_not_found(client: Clients, olena: Actor) -> None:
    assert client(olena).get("/files/" + "A" * 22).status_code == 404


@pytest.mark.parametrize("raw", [b"", b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 40, png()[:200]])
def test_what_is_no_picture_is_refused_with_a_sentence(client: Clients, olena: Actor, raw: bytes) -> None:
    answer = upload(client(olena), raw)
    assert answer.status_code == 422
    assert answer.json is not None
    assert "JPEG" in answer.json["message"]


def test_upload_without_a_file_is_refused(client: Clients, olena: Actor) -> None:
    assert client(olena).post("/files", headers={"Accept": "application/json"}).status_code == 422


def test_too_many_pictures_in_an_hour_are_refused(client: Clients, olena: Actor, dmytro: Actor, now: datetime) -> None:
    with transaction() as session:
        session.add_all(
            StoredPicture(
                token=f"{n:022}", sha256="0" * 64, width=1, height=1, size_bytes=1, uploader_id=olena.id, at=now
            )
            for n in range(PICTURES_AN_HOUR)
        )
    assert upload(client(olena), png()).status_code == 429
    assert upload(client(dmytro), png()).status_code == 201


def _age(picture: str, data_dir: Path, now: datetime) -> None:
    """Make the row a month old and its bytes no longer fresh."""
    with transaction() as writing:
        writing.execute(
            update(StoredPicture)
            .where(StoredPicture.token == picture.rsplit("/", 1)[1])
            .values(at=now - timedelta(days=31))
        )
    for path in (data_dir / "files").rglob("*.webp"):
        os.utime(path, (0, now.timestamp() - FRESH_SECONDS - 60))


def _sweep(now: datetime) -> None:
    assert "people.sweep_pictures" in dict(periodic_jobs.items())
    work_once(now + timedelta(days=1))


def test_picture_that_nothing_shows_is_swept_with_its_bytes(
    app: Flask, picture: str, data_dir: Path, now: datetime
) -> None:
    _age(picture, data_dir, now)
    _sweep(now)
    assert db.session.scalar(select(func.count()).select_from(StoredPicture)) == 0
    assert not list((data_dir / "files").rglob("*.webp"))


def test_bytes_without_a_picture_are_deleted_within_two_days(
    app: Flask, picture: str, data_dir: Path, now: datetime
) -> None:
    storage = FolderStorage(data_dir / "files")
    strays = [f"{'0' * 64}.webp", f"{'7' * 64}.thumb.webp", f".{'f' * 64}.webp.1234"]
    for key in strays:
        storage.put(key, b"left by a crash")
    for path in (data_dir / "files").glob("*/*"):
        os.utime(path, (0, now.timestamp() - FRESH_SECONDS - 60))
    fresh = f"{'8' * 64}.webp"
    storage.put(fresh, b"its row is on the way")
    shown = [path for path in (data_dir / "files").rglob("*.webp") if path.name not in {*strays, fresh}]
    for hour in range(48):
        work_once(now + timedelta(days=1, hours=hour))
    assert [storage.path(key).exists() for key in (*strays, fresh)] == [False, False, False, True]
    assert len(shown) == 2
    assert all(path.exists() for path in shown)


def test_picture_of_a_draft_is_kept(app: Flask, olena: Actor, picture: str, data_dir: Path, now: datetime) -> None:
    with transaction() as writing:
        save_draft(writing, olena, "proposal", "k" * 22, {"problem": f"![]({picture})"}, now=now)
    _age(picture, data_dir, now)
    _sweep(now)
    assert db.session.scalar(select(func.count()).select_from(PictureUse)) == 1
    assert list((data_dir / "files").rglob("*.webp"))


def test_bytes_put_a_moment_ago_outlive_the_sweep(tmp_path: Path) -> None:
    storage, clean = FolderStorage(tmp_path), CleanPicture(b"x", b"y", 1, 1)
    put_bytes(storage, clean)
    storage.delete(f"{clean.sha256}.webp")
    assert storage.open(f"{clean.sha256}.webp").read() == b"x"
