"""The analysis of words: what is one word, where it stands, which words are the same, and which are not."""

import threading

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.search.language import Token, analyse, analyse_query, is_filler, normalised
from portal.search.language.lemmas import MAX_READINGS, is_known, known_among

UKRAINIAN_FORMS = """
повернення поверненням, скарга скарзі, черга черги, клієнт клієнтові, замовлення замовленню, гроші грошима, посилка
посилок, рахунок рахунку, картка картці, знижка знижок, двері дверима, ніч ночі, день днів, річ речей, око очима,
людина людьми, дитина дітей, друг друзів, стіл столі, радість радістю, ім'я імені, лікар лікарями, заява заяв,
відповідь відповідей, платити плачу, сплатити сплачено, чекати чекаємо, йти йшов, бачити бачу, просити прошу, взяти
візьму, дати дасть, бути було, великий великого, синій синьою, платіжний платіжною, пошкодити пошкодили, пошкоджений
пошкоджене, дзвонити дзвонять, дзвінок дзвінків, серце сердець, книга книзі, нога нозі, ремонтувати ремонтуватимемо,
вечір вечора, папір паперу
"""
RUSSIAN_FORMS = """
возврат возвратом, жалоба жалобе, очередь очередей, клиент клиентам, заказ заказу, деньги деньгами, посылка посылок,
счёт счета, карточка карточке, дверь дверями, день дней, вещь вещей, человек людей, ребёнок детей, друг друзья, имя
имени, врач врачами, платить плачу, оплатить оплачено, ждать ждём, идти шёл, видеть вижу, взять возьму, быть было,
большой большого, синий синей, платёжный платёжной, билет билетами, повреждённый повреждённое, сосед соседи, звонить
звонят, сердце сердец, ухо уши, ремонтировать ремонтируем, помочь помогу, есть едят, отец отца, окно окон, стул
стулья, мать матери, время времени
"""
ENGLISH_FORMS = """
refund refunds, refund refunded, refund refunding, customer customer's, child children, delivery deliveries, cancel
cancelled, cancel canceled, pay paid, queue queuing, buy bought, break broken, break broke, leave left, lose lost,
knife knives, box boxes, city cities, man men, tooth teeth, stop stopped, carry carried, die dying, write written, go
went, take took, meeting meetings, colour color, centre center, apologise apologize, organisation organization, shelf
shelves, policy policies, reply replied, licence license, theatre theater, traveller traveler, dialogue dialog,
behaviour behavior, find found, bigger big
"""
#: Words that look alike and mean something else.
APART = {
    "uk": """
замок замовник, віддалений видалений, кран країна, скарга скарб, каса каска, карта картка, доставка дістатися,
замовлення замовчування, поле полиця, дзвінок дзвін, права правда, стан станція, ціна ціль, кошик кошт, рахунок
рахувати
""",
    "ru": """
карта картон, замок замена, кран край, касса каска, возврат возраст, плата платок, заказ закат, звонок звон, компания
кампания, доставка достаток, почта почтение, разный разовый, розовый разовый, правда право, балл балет
""",
    "en": """
policy police, universe university, general generous, organ organization, desk disk, refund refuse, receipt recipe,
customer custom, career carrier, personal personnel, price prize, quite quiet, invoice voice, import important
""",
}
TWINS = """
магазин магазин, клієнт клиент, інтернет интернет, організація организация, оплатити оплатить, комісія комиссия, ґрунт
грунт, проєкт проект, купити купить, об'єкт объект, пам'ять память, сервіс сервис, графік график, планувати
планировать, група группа, бронювання бронирование, готовність готовность, закриття закрытие, сума сумма, телефонний
телефонный, касир кассир
"""


def keys(word: str, lang: str = "") -> set[str]:
    [token] = analyse(word, lang)
    return set(token.keys)


def pairs(text: str) -> list[tuple[str, str]]:
    return [(first, second) for first, second in (pair.split() for pair in text.split(","))]


@pytest.mark.parametrize(("lang", "forms"), [("uk", UKRAINIAN_FORMS), ("ru", RUSSIAN_FORMS), ("en", ENGLISH_FORMS)])
def test_forms_of_a_word_meet_in_documents_and_queries(lang: str, forms: str) -> None:
    parted = [
        (first, second)
        for first, second in pairs(forms)
        if not keys(first, lang) & keys(second, lang) or not keys(first) & keys(second, lang)
    ]

    assert not parted


@pytest.mark.parametrize("lang", ["uk", "ru", "en"])
def test_words_that_only_look_alike_stay_apart(lang: str) -> None:
    assert [pair for pair in pairs(APART[lang]) if keys(pair[0], lang) & keys(pair[1], lang)] == []


def test_ukrainian_and_russian_twins_meet() -> None:
    assert [pair for pair in pairs(TWINS) if not keys(pair[0], "uk") & keys(pair[1], "ru")] == []


@pytest.mark.parametrize("apostrophe", "'’ʼ‘`′´＇\"*")
def test_any_sign_stands_for_the_apostrophe(apostrophe: str) -> None:
    [token] = analyse(f"п{apostrophe}ять", "uk")

    assert token.text == f"п{apostrophe}ять"
    assert token.keys == analyse("п'ять", "uk")[0].keys


def test_quotation_marks_around_words_are_no_apostrophes() -> None:
    assert [token.text for token in analyse('"Яблуко" і "груша"')] == ["Яблуко", "і", "груша"]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("за́мок", "замок"),
        ("Ї\u0301жа", "їжа"),
        ("йо\u0301гурт", "йогурт"),
        ("и\u0306огурт", "йогурт"),
        ("і\u0308жа", "їжа"),
        ("ёлка", "елка"),
        ("МАГАЗИН", "магазин"),
        ("MAГAЗИH", "магазин"),
        ("кліент", "кліент"),
        ("cafе", "cafe"),
        ("café", "cafe"),
        ("по\u00adвер\u00adнення", "повернення"),
        ("інтернет‑магазин", "інтернет-магазин"),
        ("бsдка", "бsдка"),
        ("ｒｅｆｕｎｄ", "refund"),
    ],
)
def test_words_have_one_way_of_writing(written: str, plain: str) -> None:
    assert normalised(written) == plain


def test_tokens_say_where_they_stand() -> None:
    text = "Клієнт — «злий», п’ять № 12; при́клад e-mail 😀 ira@malva.example"

    tokens = analyse(text)

    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert [token.text for token in tokens] == [
        *("Клієнт", "злий", "п’ять", "12", "при́клад", "e-mail", "e", "mail", "ira", "malva", "example"),
    ]


def test_a_hyphenated_word_stands_as_a_whole_and_in_parts() -> None:
    tokens = analyse("наш інтернет-магазин тут", "uk")

    assert [(token.text, token.position) for token in tokens] == [
        ("наш", 0),
        ("інтернет-магазин", 1),
        ("інтернет", 1),
        ("магазин", 2),
        ("тут", 3),
    ]
    assert keys_of_all("e-mail")[0] == keys_of_all("email")[0]


def test_letters_and_digits_part() -> None:
    assert [(token.text, token.position) for token in analyse("iPhone14 за 24год")] == [
        *(("iPhone14", 0), ("iPhone", 0), ("14", 1), ("за", 2), ("24год", 3), ("24", 3), ("год", 4)),
    ]


def keys_of_all(text: str) -> list[tuple[str, ...]]:
    return [token.keys for token in analyse(text)]


def test_a_word_of_the_other_language_is_read_by_its_own_dictionary() -> None:
    assert keys("возвратом", "uk") == keys("возврат", "ru")
    assert keys("заявки", "uk") & keys("заявка", "ru")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("поштомат", "поштоматами"),
        ("Хвиляндія", "Хвиляндію"),
        ("лагодометр", "лагодометра"),
        ("гуглофон", "гуглофонів"),
    ],
)
def test_forms_of_a_word_that_no_dictionary_has_meet(first: str, second: str) -> None:
    assert keys(first, "uk") & keys(second, "uk")


@pytest.mark.parametrize(
    ("word", "known"), [("pf", False), ("yf", False), ("htxs", False), ("of", True), ("box", True)]
)
def test_any_two_latin_letters_are_no_word(word: str, known: bool) -> None:
    """'За' in the wrong layout is 'pf', which dictionaries of abbreviations have."""
    assert is_known(word) is known


def test_a_word_has_few_keys() -> None:
    text = "Мати стали три білі замки, коли ніс рис та грати; мой стали был дела вещей, когда три стекла"

    assert all(1 <= len(token.keys) <= 2 * MAX_READINGS for token in analyse_query(text))
    assert all(1 <= len(token.keys) <= MAX_READINGS for token in analyse(text, "uk"))


@pytest.mark.parametrize("text", ["", " \n\t", "😀 🎉", "— … «»", "\u0301\u0301", "-'-'-", "\x00", "_"])
def test_what_has_no_word_has_no_token(text: str) -> None:
    assert analyse(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *("а" * 100_000, "а-" * 50_000, "а'" * 50_000, "\u0301а" * 50_000, "1a" * 50_000, "слово " * 17_000),
        *("1" + "\u0301" * 200_000, "1" + "\u200b" * 200_000 + "1"),  # runs without a letter within a word
    ],
)
def test_a_hostile_text_is_only_cut(text: str) -> None:
    tokens = analyse(text)

    assert all(len(key) <= 100 for token in tokens[:50] for key in token.keys)
    assert all(text[token.start : token.end] == token.text for token in tokens[:50])


@pytest.mark.parametrize(
    "word", ["як", "що", "якщо", "Как", "если", "что", "how", "What", "the", "don't", "робити", "делать"]
)
def test_the_wording_of_a_question_says_nothing(word: str) -> None:
    assert is_filler(analyse(word)[0])


@pytest.mark.parametrize(
    "word", ["повернення", "клієнт", "злий", "возврат", "deny", "час", "cancel", "мати", "12", "працює"]
)
def test_what_is_asked_about_is_no_filler(word: str) -> None:
    assert not is_filler(analyse(word)[0])


@settings(deadline=None)
@example("𗀀а")  # the first letter has no Unicode name
@given(st.text(max_size=60))
def test_every_word_has_keys_and_each_has_letters(text: str) -> None:
    for token in [*analyse(text), *analyse(f"ь{text} Ъ", "ru")]:
        assert token.keys
        assert all(token.keys)


def test_threads_read_the_same() -> None:
    text = "Постачальник затримав відправлення, покупатель требует возврата, the customer was waiting for days"
    found: list[list[Token]] = []
    threads = [threading.Thread(target=lambda: found.append(analyse(text))) for _each in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [analyse(text)] * 8


@pytest.mark.parametrize("word", ["доствака", "гудзик", "елка", "ґанок", "рахнок"])
@pytest.mark.parametrize("lang", ["uk", "ru"])
def test_many_words_are_looked_up_as_the_library_does_it_one_by_one(word: str, lang: str) -> None:
    edits = {
        word[:place] + letter + word[place + more :]
        for place in range(len(word) + 1)
        for letter in ("", *"абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёъыэ")
        for more in (0, 1)
    }
    assert known_among(edits, lang) == {each for each in edits if is_known(each, lang)}
