"""The contract of both engines: on SQLite it is Whoosh that keeps it, on PostgreSQL the database itself."""

from datetime import date
from itertools import count

import pytest
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.search.asking import Filters
from portal.search.engine import Engine
from portal.search.index_words import MAX_BODY_LETTERS, short_print
from portal.search.language import analyse
from portal.search.reading import read, unpacked
from tests.search.texts import day, document, found, indexed, question, reworded


def key_of(word: str) -> str:
    return analyse(word, "uk")[0].keys[0]


def test_a_word_is_found_in_another_form_than_it_has_in_the_text(engine: Engine) -> None:
    made = document("Повернення товару", "Якщо покупець передумав, гроші повертаються на картку.")
    indexed(engine, made)

    assert found(engine, "товари") == [made.id]
    assert found(engine, "картки") == [made.id]


def test_words_of_the_title_go_before_words_of_the_body(engine: Engine) -> None:
    inside = document("Робота зі складом", "Коли бракує коробки, телефонуйте на склад.")
    ahead = document("Коробка без маркування", "Її кладуть окремо.")
    indexed(engine, inside, ahead)

    assert found(engine, "коробка") == [ahead.id, inside.id]


def test_tags_go_before_words_of_the_body(engine: Engine) -> None:
    inside = document("Про склад", "Іноді трапляється брак, тоді телефонуємо.")
    tagged = document("Про полиці", "Щотижня перевіряємо.", words="брак")
    indexed(engine, inside, tagged)

    assert found(engine, "брак") == [tagged.id, inside.id]


def test_who_has_more_of_the_words_goes_first(engine: Engine) -> None:
    one = document("Доставка", "Доставка, доставка й ще раз доставка щодня.")
    both = document("Про вихідні", "У неділю доставка працює до обіду.")
    others = [document(f"Неділя {number}", "Відпочинок.") for number in range(3)]
    indexed(engine, one, both, *others)

    assert found(engine, "доставка у неділю")[0] == both.id


def test_a_strict_query_wants_every_word(engine: Engine) -> None:
    both = document("Ремонт чайника", "")
    one = document("Ремонт праски", "")
    indexed(engine, both, one)

    assert found(engine, "ремонт чайник", strict=True) == [both.id]
    assert set(found(engine, "ремонт чайник")) == {both.id, one.id}
    assert found(engine, "ремонт вертоліт", strict=True) == []


def test_a_word_that_means_the_same_finds_but_counts_less(engine: Engine) -> None:
    exact = document("Скарга на кур'єра", "")
    near = document("Рекламація щодо кур'єра", "")
    indexed(engine, exact, near)

    assert found(engine, "скарга", near={key_of("рекламація"): 0.6}) == [exact.id, near.id]
    assert found(engine, "скарга") == [exact.id]


def test_a_beginning_finds_words_of_titles(engine: Engine) -> None:
    title = document("Гарантійний талон", "")
    body = document("Інше", "Гарантійний талон лежить у коробці.")
    indexed(engine, title, body)

    assert found(engine, beginning="гарант") == [title.id]
    assert found(engine, beginning="гвинт") == []


def test_a_phrase_wants_its_words_side_by_side_and_in_their_order(engine: Engine) -> None:
    together = document("Як звучить", "Скажіть: дякую за терпіння, і запишіть номер.")
    apart = document("Як не звучить", "Терпіння скінчилося, а за це дякую не кажуть.")
    indexed(engine, together, apart)

    assert found(engine, phrase="дякую за терпіння") == [together.id]
    assert found(engine, "терпіння", phrase="дякую за терпіння") == [together.id]


def test_a_hyphen_joins_the_words_of_a_phrase(engine: Engine) -> None:
    joined = document("Про сайт", "Пишіть в інтернет-магазин техніки щодня.")
    parted = document("Про інше", "Пишіть в інтернет магазин техніки щодня.")
    apart = document("Про різне", "Магазин техніки, інтернет і пошта.")
    indexed(engine, joined, parted, apart)

    for phrase in ("інтернет магазин техніки", "в інтернет"):
        assert set(found(engine, phrase=phrase)) == {joined.id, parted.id}, phrase


def test_a_phrase_is_found_behind_very_many_letters(engine: Engine) -> None:
    late = document("Довге", f"{'Слово за словом. ' * 500}Дякую за терпіння.")
    indexed(engine, late)

    assert found(engine, phrase="дякую за терпіння") == [late.id]
    assert found(engine, phrase="терпіння за дякую") == []


def test_words_that_are_not_wanted_keep_a_text_out(engine: Engine) -> None:
    wanted = document("Обмін взуття", "Протягом тижня.")
    unwanted = document("Обмін білизни", "Не буває.")
    indexed(engine, wanted, unwanted)

    assert found(engine, "обмін", without="білизна") == [wanted.id]


def test_nobody_finds_what_is_closed_to_them(engine: Engine) -> None:
    everybodys = document("Зарплата водіїв", "", access="all")
    teams = document("Зарплата нічних водіїв", "", access="person:7 team:3")
    indexed(engine, everybodys, teams)

    assert found(engine, "зарплата") == [everybodys.id]
    assert set(found(engine, "зарплата", access=("all", "team:3"))) == {everybodys.id, teams.id}
    assert set(found(engine, "зарплата", access=("all", "person:7"))) == {everybodys.id, teams.id}
    assert found(engine, "зарплата", access=("all", "person:77", "team:33")) == [everybodys.id]
    assert found(engine, "зарплата", access=()) == []


def test_filters_narrow_by_every_value(engine: Engine) -> None:
    case = document(
        "Стіл", kind="case", genre="wow", words="меблі\nстіл", author_id=5, area_id=2, team_id=9, at=day(10)
    )
    other = document("Стіл інший", kind="initiative", status="new", lang="ru", author_id=6, at=day(20))
    indexed(engine, case, other)

    for filters in (
        Filters(kinds=frozenset({"case"})),
        Filters(statuses=frozenset({"published"})),
        Filters(genres=frozenset({"wow"})),
        Filters(tags=frozenset({"Меблі"})),
        Filters(langs=frozenset({"uk"})),
        Filters(author_ids=frozenset({5})),
        Filters(area_ids=frozenset({2})),
        Filters(team_ids=frozenset({9})),
        Filters(before=day(10)),
        Filters(kinds=frozenset({"case", "article"}), author_ids=frozenset({5, 8})),
    ):
        assert found(engine, "стіл", filters=filters) == [case.id], filters
    assert found(engine, "стіл", filters=Filters(after=day(20))) == [other.id]
    assert found(engine, "стіл", filters=Filters(kinds=frozenset({"case"}), langs=frozenset({"ru"}))) == []


def test_filters_alone_give_the_newest_first(engine: Engine) -> None:
    old, new = document("Давнє", at=date(2024, 1, 1)), document("Свіже", at=date(2026, 1, 1))
    hidden = document("Чуже", at=date(2026, 2, 1), access="person:1")
    indexed(engine, old, new, hidden)

    assert found(engine, filters=Filters(kinds=frozenset({"article"}))) == [new.id, old.id]


def test_a_changed_text_is_found_by_its_new_words_only(engine: Engine) -> None:
    made = document("Стара назва", "Жираф.")
    indexed(engine, made)

    indexed(engine, reworded(made, title="Нова назва", body="Бегемот."))

    assert found(engine, "жираф") == []
    assert found(engine, "бегемот") == [made.id]
    assert engine.count() == 1


def test_a_removed_text_is_gone_at_once(engine: Engine) -> None:
    gone, kept = document("Кавомолка гуде"), document("Кавомолка мовчить")
    indexed(engine, gone, kept)

    with transaction():
        engine.remove([gone.id])

    assert found(engine, "кавомолка") == [kept.id]
    assert engine.count() == 1
    with transaction():
        engine.remove([gone.id])  # once more does no harm
    assert engine.count() == 1


def test_rights_that_change_hold_from_then_on(engine: Engine) -> None:
    made = document("Перерви у зміні")
    indexed(engine, made)

    indexed(engine, reworded(made, access="team:4"))

    assert found(engine, "перерва") == []
    assert found(engine, "перерва", access=("team:4",)) == [made.id]


def test_it_knows_how_common_words_are(engine: Engine) -> None:
    made = [document(f"Чайник {number}") for number in range(3)]
    indexed(engine, *made, document("Праска"))

    counts = engine.frequencies([key_of("чайник"), key_of("праска"), key_of("вертоліт")])

    assert counts == {key_of("чайник"): 3, key_of("праска"): 1}


def test_it_completes_beginnings_with_the_commonest_words_first(engine: Engine) -> None:
    indexed(
        engine, document("Повернення"), document("Повернення ще одне"), document("Поверх"), document("Інше", "Повість")
    )

    assert list(engine.beginning("пов", 5)) == ["повернення", "поверх"]
    assert list(engine.beginning("пов", 1)) == ["повернення"]
    assert set(engine.beginning("пов", 5, everywhere=True)) == {"повернення", "поверх", "повість"}
    assert list(engine.beginning("", 5)) == []


def test_it_knows_words_that_differ_by_one_edit(engine: Engine) -> None:
    indexed(engine, document("Повернення товару", "Кур'єр приїде завтра."))

    for wrong in ("поверненя", "поверненння", "повирнення", "повренення"):
        assert list(engine.near(wrong, 5)) == ["повернення"], wrong
    assert list(engine.near("оверення", 5)) == []
    assert list(engine.near("звтра", 5)) == ["завтра"]


def test_words_of_removed_texts_are_offered_no_more(engine: Engine) -> None:
    made = document("Дикобраз")
    indexed(engine, made, document("Поверх"))
    with transaction():
        engine.remove([made.id])

    assert found(engine, "дикобраз") == []
    if engine.name == "postgresql":  # Whoosh forgets them when it joins segments: whoever offers them asks for results
        assert list(engine.near("дикобрас", 5)) == []
        assert engine.frequencies([key_of("дикобраз")]) == {}


def test_it_says_what_it_holds(engine: Engine) -> None:
    one, other = document("Один"), document("Другий")
    indexed(engine, one, other)

    assert engine.prints() == {one.id: short_print(one.print_), other.id: short_print(other.print_)}
    assert engine.prints([other.id, 10**6]) == {other.id: short_print(other.print_)}


def test_a_rebuilt_index_holds_just_what_it_was_given(engine: Engine) -> None:
    stale, kept = document("Стале"), document("Свіже")
    indexed(engine, stale, kept)
    told: list[int] = []

    engine.rebuild([kept], told.append)
    if engine.name == "postgresql":
        with transaction():
            engine.remove([stale.id])

    assert found(engine, "свіже") == [kept.id]
    assert found(engine, "стале") == []
    assert engine.broken() == ""


def test_as_many_are_given_as_are_wanted(engine: Engine) -> None:
    indexed(engine, *[document(f"Полиця номер {number}") for number in range(30)])

    assert len(found(engine, "полиця", limit=7)) == 7
    assert len(set(found(engine, "полиця", limit=100))) == 30


def test_strange_words_are_words_like_any_other(engine: Engine, session: Session) -> None:
    strange = document("It's 100% \\ 'quoted' & a|b:* (c) <-> !d", "п'ять ' \\' :: ||")
    indexed(engine, strange)

    assert found(engine, "quoted") == [strange.id]
    assert found(engine, "п'ять", strict=True) == [strange.id]
    for hostile in ("'", "\\", "a|b:*", "!d & (", "<->", "x" * 5000, "' OR 1=1 --", "*", "🙂"):
        engine.search(question(hostile))
        engine.search(question(beginning=hostile))
        engine.near(hostile, 5)
        engine.beginning(hostile, 5)
    assert session.is_active


@pytest.mark.parametrize(
    "strange", ["ь", "Ъ", "об-ь-", "ь'ъ", "ﷺ", "½", "㏂", "ﬀ", "²", "\u3164", "İ", "ß", "𝔘", "𗀀а"]
)
def test_a_sign_that_is_hardly_a_word_is_one_like_any_other(engine: Engine, strange: str) -> None:
    made = document(f"Літера {strange}", f"Пишуть {strange} окремо.", words=strange)
    indexed(engine, made)

    assert found(engine, "літера") == [made.id]
    assert found(engine, strange) == [made.id]
    engine.rebuild([made], lambda _done: None)
    assert found(engine, strange, strict=True) == [made.id]


def test_the_same_texts_give_the_same_order_on_every_engine(engine: Engine) -> None:
    """BM25F by hand: the order below is that of both engines."""
    titles = [
        ("Чайник тече", "Перевірте кришку й прокладку."),
        ("Кришка від чайника", "Продається окремо, питайте на складі."),
        ("Склад запчастин", "Кришки, прокладки, ручки. Для чайників, прасок і фенів."),
        ("Праска не гріє", "Чайник тут ні до чого."),
    ]
    made = [document(title, body) for title, body in titles]
    indexed(engine, *made)

    assert found(engine, "кришка чайника") == [made[1].id, made[0].id, made[2].id, made[3].id]


def test_a_document_is_kept_taken_apart_in_the_state_in_which_it_was_indexed(engine: Engine) -> None:
    made, other = document("Повернення товару", "На картку."), document("Інше", "")
    indexed(engine, made, other)
    before = short_print(made.print_)
    kept = unpacked(engine.readings({made.id: before})[made.id])
    assert kept.lengths == (2, 0, 2)
    assert kept.keys.tolist() == read("uk", "Повернення товару", "", "На картку.").keys.tolist()

    changed = reworded(made, title="Обмін")
    assert engine.readings({changed.id: short_print(changed.print_)}) == {}
    indexed(engine, changed)
    assert set(engine.readings({changed.id: short_print(changed.print_), other.id: short_print(other.print_)})) == {
        changed.id,
        other.id,
    }
    assert engine.readings({}) == {}


def test_an_index_made_anew_keeps_documents_taken_apart(engine: Engine) -> None:
    made = document("Повернення товару", "На картку.")
    engine.rebuild([made], lambda _done: None)
    assert set(engine.readings({made.id: short_print(made.print_)})) == {made.id}


def test_a_text_of_nothing_but_rare_words_is_kept_as_far_as_it_goes(engine: Engine) -> None:
    """A list of numbers of goods, or an ill-meant text: no engine refuses it, and others beside it are found."""
    numbers = count(600_000, 1_096)
    body = " ".join(f"{_rare(next(numbers))}-{_rare(next(numbers))}" for _word in range(MAX_BODY_LETTERS // 10))
    long, short = document("Перелік", body), document("Дзеркало", "Висить криво.")
    indexed(engine, long, short)

    assert found(engine, "перелік") == [long.id]
    assert found(engine, body.split(maxsplit=1)[0].split("-")[0]) == [long.id]
    assert found(engine, "дзеркало") == [short.id]
    with transaction():
        engine.remove([long.id])
    assert found(engine, "перелік") == []


def _rare(number: int) -> str:
    """A word of four letters for each number."""
    return "".join("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"[number // 33**place % 33] for place in range(4))
