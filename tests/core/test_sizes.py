"""How much a request may carry."""

import io

import pytest

from portal.core.actor import Actor
from portal.core.web.sizes import FORM_BYTES
from tests.conftest import Clients

TOO_MUCH, KIND = b"x" * (FORM_BYTES + 1), "application/x-www-form-urlencoded"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "application/json"])
@pytest.mark.parametrize("address", ["/sign-in", "/initiatives/new", "/nothing-here"])
def test_a_form_larger_than_any_of_ours_is_not_read(client: Clients, olena: Actor, address: str, kind: str) -> None:
    for actor in (None, olena):
        data = {"email": (io.BytesIO(TOO_MUCH), "a.bin")} if kind.startswith("multipart") else TOO_MUCH
        answer = client(actor).post(address, data=data, content_type=kind)
        assert answer.status_code in {404, 413, 422} if kind.endswith("json") else answer.status_code in {404, 413}


def test_a_view_that_fails_before_it_reads_its_form_still_answers(client: Clients, olena: Actor) -> None:
    assert client(olena).post("/work/tasks/999", data=TOO_MUCH, content_type=KIND).status_code in {404, 413}


@pytest.mark.parametrize(
    ("address", "field", "status"),
    [
        ("/files", "file", 422),
        ("/administration/people/import", "file", 422),
        ("/initiatives/anonymous", "pictures", 422),
        ("/knowledge/anonymous/mistake", "pictures", 422),
    ],
)
def test_where_files_are_taken_more_may_come(
    client: Clients, lidiia: Actor, address: str, field: str, status: int
) -> None:
    answer = client(lidiia).post(address, data={field: (io.BytesIO(TOO_MUCH), "a.bin")})
    assert answer.status_code == status


def test_three_longest_texts_fit_into_a_form(client: Clients, olena: Actor) -> None:
    texts = dict.fromkeys(("problem", "solution", "outcome"), "ж" * 20_000)
    data = {**texts, "title": "Пандуси біля магазинів", "kind": "problem", "area": ""}
    assert client(olena).post("/initiatives/new", data=data).status_code == 302
