"""The catalogues say everything, in every language, as it stands in the sources today."""

import re
from collections import defaultdict
from itertools import product

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from portal.cli.catalogues import as_text, extract, missing, updated
from portal.core.i18n import CATALOGUES, LANGUAGES

EXTRACTED = extract()
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[a-z%]")


def _stored(language: str, name: str) -> Catalog:
    with (CATALOGUES / language / f"{name}.po").open("rb") as source:
        return read_po(source, locale=language)


@pytest.mark.parametrize(("language", "name"), list(product(LANGUAGES, EXTRACTED)))
def test_a_catalogue_is_complete_and_up_to_date(language: str, name: str) -> None:
    path = CATALOGUES / language / f"{name}.po"
    assert path.exists(), "run `portal catalogues`"
    fresh = updated(language, name, EXTRACTED[name])
    assert missing(fresh) == []
    assert [message.id for message in _stored(language, name) if message.fuzzy and message.id] == []
    assert path.read_text(encoding="utf-8") == as_text(fresh), "run `portal catalogues`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_is_left_over(language: str) -> None:
    assert {path.stem for path in (CATALOGUES / language).glob("*.po")} == set(EXTRACTED)


def _faults(message: Message) -> list[str]:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    wanted = set().union(*(set(PLACEHOLDER.findall(one)) for one in ids))
    faults = [text for text in texts if set(PLACEHOLDER.findall(text)) - wanted]
    # A plural form may leave the number out ("one day"); everything else has to be said.
    faults += [text for text in texts if wanted - {"num"} - set(PLACEHOLDER.findall(text))]
    faults += [text for text in texts if text != text.strip() or "  " in text]
    return faults


@pytest.mark.parametrize(("language", "name"), list(product(LANGUAGES, EXTRACTED)))
def test_a_translation_fills_in_what_the_message_does(language: str, name: str) -> None:
    wrong = {str(message.id): _faults(message) for message in _stored(language, name) if message.id}
    assert {message: texts for message, texts in wrong.items() if texts} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_message_says_the_same_in_every_slice(language: str) -> None:
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in EXTRACTED:
        for message in _stored(language, name):
            if message.id:
                said[str(message.id)][str(message.string)].append(name)
    assert {message: dict(texts) for message, texts in said.items() if len(texts) > 1} == {}


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_a_translation_is_in_its_language(language: str) -> None:
    """Letters of the other language, or Latin ones inside a Cyrillic word, are slips of the keyboard."""
    foreign = re.compile(r"[ыэъёЫЭЪЁ]" if language == "uk" else r"[іїєґІЇЄҐ]")
    mixed = re.compile(r"[а-яіїєґё][a-z]|[a-z][а-яіїєґё]", re.IGNORECASE)
    faults = []
    for name in EXTRACTED:
        for message in _stored(language, name):
            if not message.id:
                continue
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            for text in texts:
                plain = PLACEHOLDER.sub(" ", text)
                if foreign.search(plain) or mixed.search(plain):
                    faults.append(f"{name}: {text}")
    assert faults == []


def test_an_apostrophe_is_one_sign_in_every_ukrainian_text() -> None:
    other = re.compile(r"(?<=[а-яіїєґ])['ʼ`‘](?=[а-яіїєґ])", re.IGNORECASE)
    faults = []
    for name in EXTRACTED:
        for message in _stored("uk", name):
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            faults += [f"{name}: {text}" for text in texts if message.id and other.search(text)]
    assert faults == []
