"""Texts of one form with masks: they agree among themselves and with what is masked already."""

from portal.core import i18n
from portal.guard.findings import findings, knowing, look_through, masked


def _masked(**texts: str) -> dict[str, str]:
    with i18n.speaking("uk"):
        return masked(texts, findings(texts, ()))


def test_one_phone_has_one_mask_in_all_fields_however_it_is_written() -> None:
    said = _masked(problem="Телефон 067 123 45 67.", solution="Дзвонити на +38 (067) 123-45-67 або 050 765 43 21.")

    assert said == {"problem": "Телефон [телефон 1].", "solution": "Дзвонити на [телефон 1] або [телефон 2]."}


def test_a_new_mask_is_none_that_stands_there_already() -> None:
    said = _masked(body="Це [телефон 4], а тепер ще 067 123 45 67.")

    assert said == {"body": "Це [телефон 4], а тепер ще [телефон 5]."}


def test_what_the_script_has_masked_keeps_its_number() -> None:
    texts = {"problem": "Телефон [телефон 2].", "solution": "Це 050 765 43 21 або 067 123 45 67."}
    found = findings(texts, ())
    with i18n.speaking("uk"):
        said = masked(texts, found, {found[1].key: 3})

    assert said["solution"] == "Це [телефон 4] або [телефон 3]."


def test_a_masked_text_holds_nothing_to_mask() -> None:
    text = "Олена Петренко, 067 123 45 67, olena@example.com, вул. Садова 5, кв. 7, замовлення №12345678."
    said = _masked(body=text)["body"]

    assert said != text
    assert _masked(body=said) == {"body": said}


def test_what_is_found_is_shown_with_the_words_around_it_in_one_line() -> None:
    (found,) = findings({"body": "Перший рядок\n\nТелефон 067 123 45 67\nі далі"}, ())

    assert (found.before, found.words, found.after) == ("Перший рядок Телефон ", "067 123 45 67", " і далі")


def test_what_is_shown_begins_and_ends_with_a_whole_word() -> None:
    (found,) = findings({"body": f"{'слово ' * 20}телефон 067 123 45 67, {'слово ' * 20}"}, ())

    assert found.before.startswith("…слово ")
    assert found.after.endswith(" слово…")


def test_what_was_looked_through_elsewhere_is_known_for_those_texts_and_contacts_alone() -> None:
    text, other = "Дзвоніть 067 123 45 67", "Пишіть на 050 765 43 21"
    told = look_through([other], ())
    with knowing({(text, ()): told[other, ()]}):
        known = findings({"a": text}, ())
        public = findings({"a": text}, ("067 123 45 67",))
        own = findings({"a": f"{text}."}, ())
    assert known[0].key == told[other, ()][0].value_key
    assert public == []
    assert own[0].key == findings({"a": text}, ())[0].key != known[0].key
