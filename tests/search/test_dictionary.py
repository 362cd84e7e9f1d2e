"""The shipped dictionary is clean, and a query finds in it what means the same, phrases and words of one root too."""

from collections import Counter

import pytest

from portal.search.language import analyse, analyse_query
from portal.search.language.dictionary import IN_A_PHRASE, LOOSE, TRANSLATION, Dictionary, shipped, with_groups
from portal.search.language.groups import FOLDER, LANGUAGES, entries_of, group_of, lines_of
from portal.search.language.kinship import relatives, twins

LINES = [(path.name, line) for path in sorted(FOLDER.glob("*.txt")) for line in lines_of(path)]
#: Those whose words mean the same, not only go together.
STRICT = [(name, line) for name, line in LINES if not line.startswith("~")]
#: False friends and near-misses: a group that has both would lead astray.
APART = [
    *(
        ("uk", "неділя", "ru", "неделя"),
        ("uk", "час", "ru", "час"),
        ("uk", "лист", "ru", "лист"),
        ("uk", "місто", "ru", "место"),
    ),
    *(("uk", "лікарня", "uk", "лікар"), ("uk", "злодій", "ru", "злодей"), ("uk", "чоловік", "ru", "человек")),
    *(("uk", "рік", "ru", "река"), ("uk", "вродливий", "ru", "уродливый"), ("uk", "замовлення", "uk", "замовчування")),
    *(("ru", "возврат", "ru", "возраст"), ("uk", "знижка", "uk", "зниження"), ("uk", "скарга", "uk", "відгук")),
    *(("uk", "замовник", "uk", "постачальник"), ("en", "refund", "en", "refuse"), ("uk", "оплата", "uk", "повернення")),
    *(("uk", "вхід", "uk", "вихід"), ("uk", "увімкнути", "uk", "вимкнути"), ("uk", "сир", "ru", "сырой")),
]


def columns(line: str) -> list[tuple[str, list[str]]]:
    """The words of each language of a line."""
    line = line.removeprefix("~")
    return [
        (lang, [words.strip() for words in column.split(",")])
        for lang, column in zip(LANGUAGES, line.split("|"), strict=True)
    ]


def alternatives(query: str, dictionary: Dictionary | None = None) -> dict[str, float]:
    """What a query can be said by, as keys parted by spaces, with the weights."""
    found: dict[str, float] = {}
    for near in (dictionary or shipped()).near(analyse_query(query)):
        for words, weight in near.alternatives:
            said = " ".join(sorted(keys)[0] for keys in words)
            found[said] = max(found.get(said, 0), weight)
    return found


def key(word: str, lang: str = "") -> str:
    return analyse(word, lang)[0].keys[0]


def test_it_has_what_the_field_says_in_three_languages() -> None:
    assert len(shipped().groups) >= 1_200
    assert all(len(line.split("|")) == len(LANGUAGES) for _name, line in LINES)


def test_no_group_stands_twice_and_no_word_twice_in_a_group() -> None:
    twice = [line for line, count in Counter(line for _name, line in LINES).items() if count > 1]
    doubled = [line for _name, line in LINES for _lang, words in columns(line) if len(set(words)) < len(words)]

    assert (twice, doubled) == ([], [])


def test_no_two_groups_say_the_same() -> None:
    """A word may have several meanings, but then it has another company in each."""
    heads = Counter(tuple(words[0] for _lang, words in columns(line)[:2]) for _name, line in STRICT)

    assert [head for head, count in heads.items() if count > 1] == []


def test_every_word_of_it_is_analysed_in_its_own_letters() -> None:
    wrong = [
        (words, lang)
        for _name, line in LINES
        for lang, column in columns(line)
        for words in column
        if not entries_of(words, lang)
        or (lang != "en" and set(words) & (set("ыэъё") if lang == "uk" else set("іїєґ'")))
        or (lang == "en" and not words.replace("é", "e").isascii())
    ]

    assert wrong == []


def test_no_word_has_too_many_meanings() -> None:
    groups = Counter((lang, word) for _name, line in STRICT for lang, words in columns(line) for word in set(words))

    assert [word for (lang, word), count in groups.items() if count > (5 if lang == "en" else 2)] == []


@pytest.mark.parametrize(("one_lang", "one", "other_lang", "other"), APART)
def test_no_group_unites_what_is_apart(one_lang: str, one: str, other_lang: str, other: str) -> None:
    united = [
        line
        for _name, line in STRICT
        for have in [dict(columns(line))]
        if one in have.get(one_lang, ()) and other in have.get(other_lang, ())
    ]

    assert united == []


def test_a_word_finds_its_like_in_all_languages_whatever_its_form() -> None:
    found = alternatives("скаргами")

    assert found[key("жалоба")] == found[key("complaint")] == TRANSLATION
    assert found[key("нарікання")] < TRANSLATION


def test_a_phrase_is_found_as_a_whole_and_its_words_count_less() -> None:
    found = alternatives("повернення коштів клієнту")

    assert found["refund"] == TRANSLATION
    assert found["возврат денга"] == TRANSLATION
    assert found[key("customer")] == TRANSLATION
    assert found[key("return")] == pytest.approx(TRANSLATION * IN_A_PHRASE)


def test_fillers_may_stand_inside_a_phrase() -> None:
    assert "telephone" not in alternatives("кинув на слухавку")
    assert "hang up" in alternatives("кинути же слухавку")


def test_a_single_english_word_finds_phrases() -> None:
    assert "гарячий линия" in alternatives("hotline")


def test_words_of_one_root_are_near() -> None:
    assert key("затримати") in dict(relatives("затримка"))
    assert key("скаржитися") in dict(relatives("скарга"))
    assert key("deliver") in dict(relatives("delivery"))
    assert key("посилка") not in dict(relatives("пошта"))


@pytest.mark.parametrize(
    ("ukrainian", "kind", "russian"),
    [
        ("підключення", "noun", "подключение"),
        ("договір", "noun", "договор"),
        ("відправити", "verb", "отправить"),
        ("розмір", "noun", "размер"),
        ("стіл", "noun", "стол"),
        ("вчитель", "noun", "учитель"),
        ("білий", "adjective", "белый"),
    ],
)
def test_twins_are_found_by_rule_both_ways(ukrainian: str, kind: str, russian: str) -> None:
    assert key(russian, "ru") in twins(ukrainian, kind, "uk")
    assert key(ukrainian, "uk") in twins(russian, kind, "ru")


@pytest.mark.parametrize("word", ["неділя", "місто", "рік", "лікарня"])
def test_false_friends_are_no_twins(word: str) -> None:
    assert {key("неделя"), key("место"), key("рок"), key("лекарня")}.isdisjoint(twins(word, "noun", "uk"))


def test_groups_of_a_company_are_asked_too() -> None:
    own = with_groups(shipped(), ["рожева папка\nскринька скарг; pink box", "хвиляндія, лагодометр"])

    assert "pink box" in alternatives("рожеву папку", own)
    assert own.keys_near(analyse("лагодометр")[0].keys)[key("хвиляндія")] == TRANSLATION
    assert "pink box" not in alternatives("рожеву папку")
    assert alternatives("скарга", own)[key("жалоба")] == TRANSLATION


@pytest.mark.parametrize("group", ["", " , ;", "одне", "😀\n…", "|", "а" * 5_000])
def test_a_group_that_says_nothing_changes_nothing(group: str) -> None:
    assert len(with_groups(shipped(), [group]).groups) == len(shipped().groups)


@pytest.mark.parametrize("query", ["", "як що", "😀", "12", "а" * 1_000, "- -"])
def test_what_has_no_meaning_has_no_like(query: str) -> None:
    assert alternatives(query) == {}


def test_an_alternative_is_never_the_word_itself() -> None:
    for query in ("доставка", "клієнт", "refund", "повернення товару"):
        tokens = analyse_query(query)
        for near in shipped().near(tokens):
            itself = tuple(frozenset(token.keys) for token in tokens[near.first : near.last + 1])
            assert all(words != itself for words, _weight in near.alternatives)


def test_keys_near_says_single_words_without_the_keys_asked() -> None:
    found = shipped().keys_near([key("черга")])

    assert found[key("очередь")] == TRANSLATION
    assert key("черга") not in found


def test_what_only_goes_together_counts_least() -> None:
    own = Dictionary([group_of("~ лагодометр, гуглофон | лагодомер | fixmeter")])

    assert set(alternatives("лагодометр", own).values()) == {LOOSE}


def test_single_words_are_completed_those_of_a_company_too() -> None:
    own = with_groups(shipped(), ["лагодометр, хвиляндія"])

    assert own.beginning("лагодом", 5) == ["лагодометр"]
    assert key("complaint") in own.beginning("complai", 5)
    assert shipped().beginning("лагодом", 5) == []


def test_a_remark_is_no_word() -> None:
    assert all("#" not in line for _name, line in LINES)
    assert [entry.lang for entry in group_of("кіт | кот | cat")] == ["uk", "ru", "en"]


def test_a_beginning_leads_to_what_its_words_and_phrases_mean_elsewhere() -> None:
    own = with_groups(shipped(), ["лагодометр, complaintometer report, хвиляндія"])
    said = own.begun("complaintom", 5)
    assert [len(each.words) for each in said] == [1, 1]
    assert {name for name in ("лагодометр", "хвиляндія") if any(key(name) in each.words[0] for each in said)} == {
        "лагодометр", "хвиляндія",
    }  # fmt: skip
    assert any(key("courier") in each.words[0] for each in shipped().begun("кур'є", 5))
    assert shipped().begun("лагодом", 5) == []


def test_signs_alone_begin_no_word() -> None:
    assert (shipped().beginning("ьь", 5), shipped().begun("ь'ъ", 5)) == ((), ())


def test_a_change_of_one_group_reads_no_other_again() -> None:
    before = with_groups(shipped(), ["лагодометр, хвиляндія", "рожева папка, скринька"])
    after = with_groups(shipped(), ["лагодометр, хвиляндія", "рожева папка, скринька скарг"])

    assert after.groups[-2] is before.groups[-2]
    assert after.groups[-1] != before.groups[-1]
