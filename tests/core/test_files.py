"""Pictures: decoded, made anew, opened to those who may see them and to nobody else."""

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock, pictures
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Busy, Invalid, NotFound, TooManyAttempts
from portal.core.extension import ItemCard, ItemRef, item_kinds
from portal.core.files import (
    PICTURES_AN_HOUR,
    UNUSED_DAYS,
    FolderStorage,
    PictureUse,
    StoredPicture,
    check_upload_limit,
    get_picture,
    keep_picture,
    note_uses,
    put_bytes,
    sweep_unused,
)
from portal.core.pictures import THUMB_SIDE_PX, clean_picture

SECRET = b"somewhere in Kyiv"


def _bytes(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _photograph(orientation: int = 1) -> bytes:
    """A picture wider than high, red at the left, with a place and a comment in it."""
    picture = Image.new("RGB", (40, 20), "blue")
    picture.paste("red", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (50.0, 27.0, 0.0)
    return _bytes(picture, "JPEG", exif=exif, comment=SECRET, quality=95)


def _opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def test_nothing_but_the_picture_is_kept() -> None:
    kept = clean_picture(_photograph())
    for data in (kept.data, kept.thumb):
        assert SECRET not in data
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(_opened(data).info)
        assert not _opened(data).getexif()


def test_words_hidden_in_a_png_are_not_kept() -> None:
    words = PngInfo()
    words.add_text("Author", SECRET.decode())
    assert SECRET not in clean_picture(_bytes(Image.new("RGB", (9, 9)), "PNG", pnginfo=words)).data


def test_a_colour_profile_is_applied_and_not_kept() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = clean_picture(_bytes(Image.new("RGB", (9, 9), "red"), "JPEG", icc_profile=profile + SECRET))
    assert SECRET not in kept.data
    red, green, blue = _opened(kept.data).convert("RGB").getpixel((4, 4))  # type: ignore[misc]  # three bands, as RGB has
    assert (red > 240, green < 20, blue < 20) == (True, True, True)


def test_a_broken_colour_profile_does_not_refuse_the_picture() -> None:
    assert clean_picture(_bytes(Image.new("RGB", (9, 9), "red"), "JPEG", icc_profile=b"rubbish")).width == 9


def test_a_picture_taken_sideways_is_turned_upright() -> None:
    kept = clean_picture(_photograph(orientation=6))
    assert (kept.width, kept.height) == (20, 40)
    red, _green, blue = _opened(kept.data).convert("RGB").getpixel((10, 4))  # type: ignore[misc]  # three bands, as RGB has
    assert red > blue


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1", "RGBA", "LA", "CMYK", "I;16"])
def test_every_known_format_and_colour_is_taken(kind: str, mode: str) -> None:
    try:
        raw = _bytes(Image.new(mode, (9, 9)), kind)
    except (OSError, ValueError):
        pytest.skip("the format doesn't know this kind of colour")
    assert _opened(clean_picture(raw).data).format == "WEBP"


def test_transparency_stays() -> None:
    kept = clean_picture(_bytes(Image.new("RGBA", (9, 9), (255, 0, 0, 0)), "PNG"))
    assert _opened(kept.data).mode == "RGBA"


def test_the_thumbnail_is_small() -> None:
    kept = clean_picture(_bytes(Image.new("RGB", (3000, 1500)), "PNG"))
    assert max(_opened(kept.thumb).size) == THUMB_SIDE_PX
    assert (kept.width, kept.height) == (2400, 1200)


def test_of_a_moving_picture_the_first_frame_stays() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    raw = _bytes(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert getattr(_opened(clean_picture(raw).data), "n_frames", 1) == 1


def _png(width: int, height: int) -> bytes:
    """A PNG that only says how large it is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(4001, 4000), (16_001, 1), (1, 16_001), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_goes_off(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid):
        clean_picture(_png(*size))


def test_a_photograph_may_be_larger_than_other_pictures() -> None:
    large = Image.new("RGB", (6250, 4000), "red")
    kept = clean_picture(_bytes(large, "JPEG", quality=20))
    assert (kept.width, kept.height) == (2400, 1536)
    with pytest.raises(Invalid):
        clean_picture(_bytes(large, "PNG"))
    with pytest.raises(Invalid):
        clean_picture(_bytes(Image.new("L", (6251, 4000)), "JPEG", quality=20))


def test_of_a_large_photograph_only_as_many_pixels_are_decoded_as_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    thumbnail = Image.Image.thumbnail

    def noted(picture: Image.Image, size: tuple[float, float]) -> None:
        sizes.append(picture.size)
        thumbnail(picture, size)

    monkeypatch.setattr(Image.Image, "thumbnail", noted)
    clean_picture(_bytes(Image.new("RGB", (5000, 3000)), "JPEG", quality=20))
    assert sizes[0] == (2500, 1500)


def test_one_picture_is_decoded_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PATIENCE_SECONDS", 0.01)
    raw = _photograph()
    with pictures._decoding, pytest.raises(Busy):  # noqa: SLF001 - as if another thread were at it
        clean_picture(raw)
    assert clean_picture(raw).width == 40


def test_a_picture_that_is_refused_leaves_room_for_the_next() -> None:
    for _n in range(3):
        with pytest.raises(Invalid):
            clean_picture(b"no picture")
    assert clean_picture(_photograph()).width == 40


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.html", "<script>alert(1)</script>")
    return out.getvalue()


@pytest.mark.parametrize("rider", [b"<script>alert(1)</script>", _archive(), b"<?php evil(); ?>"])
def test_what_rides_along_behind_a_picture_is_left_behind(rider: bytes) -> None:
    kept = clean_picture(_photograph() + rider)
    assert rider not in kept.data


REFUSED = {
    "nothing": b"",
    "words": "Це не картинка".encode(),
    "page": b"<html><script>alert(1)</script></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "archive": _archive(),
    "bmp": _bytes(Image.new("RGB", (9, 9)), "BMP"),
    "tiff": _bytes(Image.new("RGB", (9, 9)), "TIFF"),
    "ico": _bytes(Image.new("RGB", (16, 16)), "ICO"),
    "pdf": b"%PDF-1.4\n%%EOF",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "only a header": b"\x89PNG\r\n\x1a\n",
    "a size and no picture": _png(100, 100),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_of_ours_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        clean_picture(REFUSED[name])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_cut_short_or_scrambled_is_refused_or_taken_but_never_breaks(kind: str) -> None:
    whole = _bytes(Image.effect_noise((60, 60), 90).convert("RGB"), kind)
    for place in range(1, len(whole), max(1, len(whole) // 60)):
        for broken in (whole[:place], whole[:place] + b"\xff\x00\xff" + whole[place + 3 :]):
            try:
                clean_picture(broken)
            except Invalid:
                continue


class Boards:
    """Items for these tests, with those who may read each."""

    def __init__(self) -> None:
        self.readers: dict[int, set[int]] = {}

    def cards(self, _session: Session, ids: Collection[int], actor: Actor) -> Mapping[int, ItemCard]:
        return {
            one: ItemCard(ref=ItemRef("board", one), title="Дошка", href="/")
            for one in ids
            if actor.id in self.readers.get(one, set())
        }


@pytest.fixture
def boards() -> Iterator[Boards]:
    made = Boards()
    with item_kinds.with_also("board", made):  # type: ignore[arg-type]  # as much of a kind as files ask for
        yield made


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path)


def _keep(storage: FolderStorage, uploader: Actor | None, now: datetime, colour: str = "red") -> StoredPicture:
    picture = clean_picture(_bytes(Image.new("RGB", (9, 9), colour), "PNG"))
    put_bytes(storage, picture)
    with transaction() as session:
        return keep_picture(session, picture, uploader, now=now)


def _show(picture: StoredPicture, board: int, by: Actor) -> None:
    with transaction() as session:
        note_uses(session, ItemRef("board", board), [f"![опис](/files/{picture.token})"], by)


def _may_open(session: Session, picture: StoredPicture, actor: Actor) -> bool:
    try:
        return get_picture(session, picture.token, actor) is not None
    except NotFound:
        return False


def test_a_picture_is_its_uploaders_until_it_is_shown(
    session: Session,
    storage: FolderStorage,
    boards: Boards,
    olena: Actor,
    dmytro: Actor,
    stranger: Actor,
    now: datetime,
) -> None:
    picture = _keep(storage, olena, now)
    assert [_may_open(session, picture, one) for one in (olena, dmytro)] == [True, False]
    boards.readers[1] = {dmytro.id}
    _show(picture, 1, olena)
    assert [_may_open(session, picture, one) for one in (olena, dmytro, stranger)] == [True, True, False]


def test_naming_somebody_elses_picture_does_not_open_it(
    session: Session, storage: FolderStorage, boards: Boards, olena: Actor, stranger: Actor, now: datetime
) -> None:
    picture = _keep(storage, olena, now)
    boards.readers[2] = {stranger.id}
    _show(picture, 2, stranger)
    assert not _may_open(session, picture, stranger)


def test_an_unknown_address_opens_nothing(session: Session, olena: Actor) -> None:
    with pytest.raises(NotFound):
        get_picture(session, "A" * 22, olena)


def test_the_same_text_saved_twice_notes_a_use_once(
    session: Session, storage: FolderStorage, boards: Boards, olena: Actor, now: datetime
) -> None:
    picture = _keep(storage, olena, now)
    _show(picture, 1, olena)
    _show(picture, 1, olena)
    assert [use.file_id for use in session.scalars(select(PictureUse))] == [picture.id]


def test_a_picture_edited_out_is_closed_and_kept_for_another_month(
    session: Session, storage: FolderStorage, boards: Boards, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    long_ago = now - timedelta(days=400)
    picture, other = _keep(storage, olena, long_ago), _keep(storage, olena, long_ago, "blue")
    boards.readers[1] = {dmytro.id}
    _show(picture, 1, olena)
    _show(other, 1, olena)
    session.rollback()
    assert [_may_open(session, one, dmytro) for one in (picture, other)] == [False, True]
    bytes_of_picture = f"{picture.sha256}.webp"
    with transaction() as writing:
        assert bytes_of_picture not in sweep_unused(writing, clock.now() + timedelta(days=UNUSED_DAYS - 1))
        assert bytes_of_picture in sweep_unused(writing, clock.now() + timedelta(days=UNUSED_DAYS + 1))


def test_an_edit_by_another_reader_leaves_the_picture_that_still_stands_there(
    session: Session,
    storage: FolderStorage,
    boards: Boards,
    olena: Actor,
    dmytro: Actor,
    stranger: Actor,
    now: datetime,
) -> None:
    picture = _keep(storage, olena, now)
    boards.readers[1] = {dmytro.id}
    _show(picture, 1, olena)
    _show(picture, 1, stranger)
    session.rollback()
    assert _may_open(session, picture, dmytro)


def test_only_so_many_pictures_an_hour(
    session: Session, storage: FolderStorage, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    for _ in range(PICTURES_AN_HOUR):
        _keep(storage, olena, now)
    with pytest.raises(TooManyAttempts):
        check_upload_limit(session, olena, now=now)
    check_upload_limit(session, dmytro, now=now)
    check_upload_limit(session, olena, now=now + timedelta(hours=1))


def test_pictures_that_nothing_shows_are_swept_and_shared_bytes_stay(
    session: Session, storage: FolderStorage, boards: Boards, olena: Actor, now: datetime
) -> None:
    shown, lonely, twin = _keep(storage, olena, now), _keep(storage, olena, now, "blue"), _keep(storage, olena, now)
    _show(shown, 1, olena)
    assert (twin.sha256, twin.token != shown.token) == (shown.sha256, True)
    with transaction() as writing:
        assert sweep_unused(writing, now + timedelta(days=UNUSED_DAYS - 1)) == []
        gone = sweep_unused(writing, now + timedelta(days=UNUSED_DAYS + 1))
    assert set(gone) == {f"{lonely.sha256}.thumb.webp", f"{lonely.sha256}.webp"}
    assert _may_open(session, shown, olena)


def test_fresh_bytes_are_not_deleted_from_under_a_new_upload(storage: FolderStorage) -> None:
    storage.put("ab.webp", b"bytes")
    storage.delete("ab.webp")
    with storage.open("ab.webp") as found:
        assert found.read() == b"bytes"
