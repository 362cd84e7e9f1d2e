"""Masks: the same value the same mask, and nothing left behind them."""

from itertools import pairwise
from string import printable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.i18n import LANGUAGES, speaking
from portal.core.privacy import Kind, find, mask, mask_spans
from tests.core.privacy.conftest import examples

LABELS = {kind: kind.value for kind in Kind}
PERSONAL = [example.text for example in examples("personal")]
#: Pieces of which hostile and ordinary texts are put together.
PIECES = st.one_of(
    st.sampled_from(sorted({word for text in PERSONAL for word in text.split()})),
    st.text(st.sampled_from("0123456789+-()@.,/ №#*_[]«»абвАБВіїABCabc\n\u200b\u0301"), max_size=12),
    st.text(max_size=8),
    st.text(st.sampled_from(printable), max_size=8),
)
TEXTS = st.builds(
    lambda pieces, gap: gap.join(pieces), st.lists(PIECES, max_size=14), st.sampled_from(["", " ", ", ", "\n"])
)


def test_the_same_phone_gets_the_same_mask() -> None:
    text = "+380671234567, (067) 123-45-67 і 0501234567"
    assert mask(text, labels=LABELS) == "[phone 1], [phone 1] і [phone 2]"


def test_a_name_gets_the_same_mask_in_every_case() -> None:
    text = "Олена Савчук просила; передзвонили Олені Савчук. Іван Бойко теж."
    assert mask(text, labels=LABELS) == "[name 1] просила; передзвонили [name 1]. [name 2] теж."


def test_e_mails_are_compared_without_case() -> None:
    assert mask("A@example.com, a@Example.com", labels=LABELS) == "[email 1], [email 1]"


def test_a_key_is_the_same_for_the_same_value_everywhere() -> None:
    (one,), (other,) = find("тел. 067 123 45 67"), find("Набрали +380(67)1234567.")
    assert one.value_key == other.value_key


def test_allowed_numbers_stay() -> None:
    assert mask("0 800 300 200 та 0671234567", ["0800300200"], LABELS) == "0 800 300 200 та [phone 1]"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_a_mask_in_any_language_is_not_personal(language: str, kind: Kind) -> None:
    with speaking(language):
        masked = mask_spans("тут: x", [type(find("0671234567")[0])(5, 6, kind, "key")])
    assert masked.startswith("тут: [")
    assert masked.endswith(" 1]")
    for text in (masked, f"Замовлення № {masked}", f"паспорт {masked}, тел. {masked}"):
        assert find(text) == []


@settings(max_examples=300, deadline=None, derandomize=True)
@given(TEXTS)
def test_spans_lie_in_the_text_in_order_without_overlap(text: str) -> None:
    spans = find(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(TEXTS)
def test_masking_twice_changes_nothing(text: str) -> None:
    masked = mask(text, labels=LABELS)
    assert mask(masked, labels=LABELS) == masked


@pytest.mark.parametrize("part", range(8))
def test_of_what_was_masked_nothing_is_left(part: int) -> None:
    for text in PERSONAL[part::8]:
        found = {text[span.start : span.end] for span in find(text)}
        masked = mask(text, labels=LABELS)
        assert [word for word in found if len(word) > 4 and word in masked] == []
        assert find(masked) == []
