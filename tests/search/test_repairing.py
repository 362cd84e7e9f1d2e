"""Queries that were typed in another layout, in Latin letters, or with an error are read as they were meant."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import pytest

from portal.search.asking import Repair
from portal.search.engine import Hits, WordQuery
from portal.search.language import analyse, analyse_query, normalised
from portal.search.models import SearchDocument
from portal.search.repairing import corrected, readings


class Words:
    """An engine that knows some words, and none near another."""

    name = "words"

    def __init__(self, text: str) -> None:
        self._keys = Counter(key for token in analyse(text) for key in token.keys)
        self._words = [normalised(token.text) for token in analyse(text)]

    def frequencies(self, keys: Collection[str]) -> Mapping[str, int]:
        return {key: self._keys[key] for key in keys if key in self._keys}

    def near(self, word: str, limit: int) -> Sequence[str]:
        """Those with one letter more at the end: enough to see that the engine is asked."""
        return [each for each in self._words if each[:-1] == word][:limit]

    def beginning(self, letters: str, limit: int, *, everywhere: bool = False) -> Sequence[str]:
        return []

    def put(self, documents: Iterable[SearchDocument]) -> None: ...

    def remove(self, ids: Collection[int]) -> None: ...

    def search(self, query: WordQuery) -> Hits:
        return Hits([])

    def count(self) -> int:
        return 1

    def broken(self) -> str:
        return ""

    def prints(self, ids: Collection[int] | None = None) -> Mapping[int, int]:
        return {}

    def rebuild(self, documents: Iterable[SearchDocument], progress: Callable[[int], None]) -> None: ...


def best(text: str) -> tuple[Repair, str]:
    return readings(text)[0]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gjdthytyyz rjinsd", "повернення коштів"),
        ("djpdhfn ltytu", "возврат денег"),
        ("lj;lfkbcm", "дождались"),
        ("'rhfy", "экран"),
        ("]df", "їва"),
        ("gjnzu pfgspybdcz", "потяг запізнився"),
        ("xthuf lj ksrfhz", "черга до лікаря"),
        ("'nf;", "этаж"),
        ("GJDTHYTYYZ", "ПОВЕРНЕННЯ"),
        ("руддщ", "hello"),
        ("куагтв", "refund"),
        ("сгыещьук", "customer"),
    ],
)
def test_another_layout_is_read(typed: str, meant: str) -> None:
    assert (Repair.LAYOUT, meant) in readings(typed)


@pytest.mark.parametrize(("typed", "meant"), [("ъжа", "їжа"), ("скыльки", "скільки"), ("обїявление", "объявление")])
def test_ukrainian_and_russian_layouts_are_read_as_each_other(typed: str, meant: str) -> None:
    assert (Repair.LAYOUT, meant) in readings(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("povernennia koshtiv", "повернення коштів"),
        ("povernennya koshtiv", "повернення коштів"),
        ("povernennja", "повернення"),
        ("zamovlennya", "замовлення"),
        ("zhurnal", "журнал"),
        ("skilky koshtuie dostavka", "скільки коштує доставка"),
        ("kliyent", "клієнт"),
        ("shcho robyty", "що робити"),
        ("scho robyty", "що робити"),
        ("vidpovid", "відповідь"),
        ("ob'yekt", "об'єкт"),
        ("vozvrat deneg", "возврат денег"),
        ("zhaloba", "жалоба"),
        ("ochered'", "очередь"),
        ("ochered", "очередь"),
        ("4erga", "черга"),
        ("6kola", "школа"),
        ("podklyuchenie", "подключение"),
        ("podkljuchenie", "подключение"),
        ("ob'yavleniye", "объявление"),
        ("khochu vernut' tovar", "хочу вернуть товар"),
        ("hochu vernut tovar", "хочу вернуть товар"),
        ("skidka 50", "скидка 50"),
        ("elektronnyy schet", "электронный счет"),
    ],
)
def test_latin_letters_are_read_whatever_the_scheme(typed: str, meant: str) -> None:
    assert (Repair.TRANSLITERATION, meant) in readings(typed)


def test_names_in_cyrillic_are_read_in_latin_too() -> None:
    assert (Repair.TRANSLITERATION, "nova poshta") in readings("нова пошта")


@pytest.mark.parametrize("typed", ["gjdthytyyz rjinsd", "vozvrat deneg", "djpdhfn ltytu", "zamovlennya"])
def test_the_reading_whose_words_are_known_comes_first(typed: str) -> None:
    assert best(typed)[1] in {"повернення коштів", "возврат денег", "замовлення"}


def test_only_the_wrong_half_of_a_query_is_turned() -> None:
    assert (Repair.LAYOUT, "refund грошей") in readings("refund uhjitq")


@pytest.mark.parametrize("text", ["", "   ", "12345", "😀", "\x00", "'" * 500, "a" * 5_000, "щ" * 5_000, "[];'," * 99])
def test_hostile_texts_are_read_without_an_error(text: str) -> None:
    assert all(reading.strip() for _repair, reading in readings(text))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("скрага", "скарга"),
        ("сарга", "скарга"),
        ("скаргпа", "скарга"),
        ("скорга", "скарга"),
        ("поверенння", "повернення"),
        ("дотсавки", "доставки"),
        ("кдиент", "клиент"),
        ("rfeund", "refund"),
        ("reffund", "refund"),
        ("refnd", "refund"),
        ("гршей", "грошей"),  # not "грей", which the index has as well: the commoner is meant
        ("вмикаеться", "вмикається"),  # not "вмикаться": a keyboard may lack є
    ],
)
def test_one_error_is_put_right(typed: str, meant: str) -> None:
    words = Words("скарга повернення доставка клиент refund гріти гроші гроші вмикатися")

    assert corrected(analyse_query(typed), words) == meant


def test_another_form_of_an_indexed_word_is_recognised_behind_an_error() -> None:
    assert corrected(analyse_query("покпуцями"), Words("покупець")) == "покупцями"


def test_words_that_the_index_has_are_left_alone() -> None:
    words = Words("скарга доставка")

    assert corrected(analyse_query("скарга на дотсавку"), words) == "скарга на доставку"
    assert corrected(analyse_query("скарга на доставку"), words) is None


def test_the_index_is_asked_for_words_that_no_dictionary_has() -> None:
    assert corrected(analyse_query("лагодомет"), Words("лагодометр")) == "лагодометр"


@pytest.mark.parametrize("typed", ["кіт", "якщо", "12345", "щщщщщщ", "", "а-б-в", "а" * 300])
def test_where_nothing_is_near_nothing_is_said(typed: str) -> None:
    assert corrected(analyse_query(typed), Words("скарга доставка")) is None


def test_a_word_is_put_right_to_what_means_something_indexed() -> None:
    """Its own keys aren't there, but what it means is."""
    assert corrected(analyse_query("жплоба"), Words("скарга")) == "жалоба"
