"""Pages on which a table of values is pasted, looked at and brought in, and on which one is taken to fill in."""

import base64
import io
import lzma
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from portal.core.actor import Actor
from portal.core.packing import pack
from portal.outcomes.services.metric_sheets import MAX_UNPACKED
from tests.conftest import Clients
from tests.outcomes.metric_factories import entered, stands

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
FEBRUARY = date(2026, 2, 1)
ENGLISH = {"Accept-Language": "en"}
PATH = "/outcomes/metrics"


@pytest.fixture(autouse=True)
def march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _preview(client: Clients, actor: Actor, **data: object) -> str:
    sent = client(actor).post(f"{PATH}/import", data=data, content_type="multipart/form-data", headers=ENGLISH)
    assert sent.status_code == 303, sent.text
    return str(sent.location)


def test_a_pasted_table_is_looked_at_and_brought_in(client: Clients, hanna: Actor) -> None:
    address = _preview(client, hanna, pasted="Місяць\tFCR\tAHT\n01.2026\t80,3\t214\n02.2026\t81\t209\n")
    page = client(hanna).get(address, headers=ENGLISH).text
    assert "New: 4" in page
    assert stands() == {}
    digest = re.search(r'name="digest"[^>]*value="([^"]+)"', page)
    assert digest is not None
    assert client(hanna).post(address, data={"digest": digest[1]}).status_code == 303
    assert stands() == {date(2026, 1, 1): Decimal("80.3"), FEBRUARY: Decimal(81)}
    assert client(hanna).get(address).status_code == 404  # carried out, and forgotten


def test_faulty_cells_are_named_and_nothing_comes_in(client: Clients, hanna: Actor) -> None:
    file = io.BytesIO("Місяць;FCR\n01.2026;80\n02.2026;багато\n".encode())
    address = _preview(client, hanna, file=(file, "fcr.csv"))
    page = client(hanna).get(address, headers=ENGLISH).text
    assert "<dt>B3</dt>" in page
    assert "багато" in page
    assert 'name="digest"' not in page
    for words in ("What would change", "New values", "<ins>80"):  # nothing would
        assert words not in page
    assert "What to mend in the table" in page
    assert client(hanna).post(address, data={"digest": "x" * 32}).status_code == 409
    assert stands() == {}


def test_what_changed_since_the_preview_is_looked_at_again(client: Clients, hanna: Actor, lidiia: Actor) -> None:
    address = _preview(client, hanna, pasted="Місяць\tFCR\n02.2026\t81\n")
    digest = re.search(r'name="digest"[^>]*value="([^"]+)"', client(hanna).get(address).text)
    assert digest is not None
    entered(lidiia, {FEBRUARY: "79"}, NOW)
    assert client(hanna).post(address, data={"digest": digest[1]}).status_code == 409
    assert stands() == {FEBRUARY: Decimal(79)}


def test_a_preview_that_another_form_wrote_over_is_never_unpacked_whole(client: Clients, hanna: Actor) -> None:
    browser, address = client(hanna), _preview(client, hanna, pasted="Місяць\tFCR\n02.2026\t81\n")
    bomb = base64.b85encode(lzma.compress(b"[" + b" " * (2 * MAX_UNPACKED) + b"]")).decode()
    other_shapes = ({"columns": {}}, [1, 2], [["a", 1]], ["ab"], "81", None, [[[]]])
    deep = base64.b85encode(lzma.compress(b"[" * 100_000)).decode()
    for packed in (bomb, "no table at all", deep, *(pack(shape, tightness=6) for shape in other_shapes)):
        kept = browser.post(f"/initiatives/drafts/{address.rsplit('/', 1)[1]}", data={"title": "x", "packed": packed})
        assert kept.status_code < 400
        assert browser.get(address).status_code == 404


def test_a_preview_is_its_maker_s_alone(client: Clients, hanna: Actor, lidiia: Actor) -> None:
    address = _preview(client, hanna, pasted="Місяць\tFCR\n02.2026\t81\n")
    assert client(lidiia).get(address).status_code == 404


def test_the_table_to_fill_in_has_what_is_there_and_changes_nothing_as_it_is(client: Clients, hanna: Actor) -> None:
    entered(hanna, {FEBRUARY: "81.5"}, NOW)
    browser = client(hanna)
    assert f'href="{PATH}/to-fill-in.xlsx"' in browser.get(f"{PATH}/import").text
    table = browser.get(f"{PATH}/to-fill-in.csv", headers=ENGLISH).data
    lines = table.decode("utf-8-sig").splitlines()
    months_down = ["Period", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02"]
    assert [line.split(",")[0] for line in lines] == months_down
    assert "81.5" in lines[-1]
    sent = {"file": (io.BytesIO(table), "metrics.csv")}
    preview = browser.post(f"{PATH}/import", data=sent, follow_redirects=True, headers=ENGLISH).text
    assert "New: 0 · changed: 0 · unchanged: 1<" in preview


def test_only_those_who_keep_metrics_take_a_table_to_fill_in(client: Clients, olena: Actor) -> None:
    assert client(olena).get(f"{PATH}/to-fill-in.xlsx").status_code == 403
