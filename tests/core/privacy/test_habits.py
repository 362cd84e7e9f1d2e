"""One rule a habit of writing: what of a sentence is told, and as what."""

import pytest

from portal.core.privacy import find


def _told(text: str, *allowed: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], str(span.kind)) for span in find(text, allowed)]


@pytest.mark.parametrize(
    "number",
    [
        "+380 67 123 45 67", "+380(67)123-45-67", "380671234567", "00380671234567", "067 123 45 67", "0671234567",
        "(067)1234567", "8-067-123-45-67", "050.123.45.67", "067/123/45/67", "067–123–45–67", "067\xa0123\xa045\xa067",
        "0 6 7 1 2 3 4 5 6 7", "О67 123 45 67", "67 123 45 67", "0 800 300 200", "044 555-12-34", "(04744) 2-34-56",
        "+7 916 123-45-67", "8 (916) 123-45-67", "89161234567", "916 123-45-67", "+44 20 7946 0958", "07700 900123",
        "(555) 123-4567", "+49 (0)30 1234567", "234-56-78", "(044) 123-45-67 дод. 12", "+1-415-555-0132 ext. 5",
        "0️⃣6️⃣7️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣", "０６７１２３４５６７", "067\u200b123\u200b45\u200b67",
        "нуль шістдесят сім сто двадцять три сорок п'ять шістдесят сім",
        "oh seven seven double zero nine one two three",
    ],
)  # fmt: skip
def test_a_phone_is_told_in_every_habit(number: str) -> None:
    assert _told(f"Передзвоніть на {number}, будь ласка") == [(number, "phone")]


@pytest.mark.parametrize("text", ["моб.0671234567", "тел0671234567", "**+380 67** 123 45 67", "tel:+380671234567"])
def test_what_touches_a_phone_does_not_hide_it(text: str) -> None:
    assert [kind for _, kind in _told(text)] == ["phone"]


@pytest.mark.parametrize(
    "address",
    [
        "olena.k@example.com", "IVAN+1@EXAMPLE.UA", "сергій@приклад.укр", "o.savchuk (собака) ukr.net",
        "a.koval[at]example[dot]org", "nina @ example.com", "petro крапка lis собака gmail крапка com",
        "sveta85@mail,ru", "sarah dot jones at gmail dot com", "test@xn--80ak6aa92e.com",
    ],
)  # fmt: skip
def test_an_e_mail_is_told_however_it_is_written(address: str) -> None:
    assert _told(f"Пошта: {address}, чекаю") == [(address, "email")]


@pytest.mark.parametrize(
    "before", ["Каса біля входу. ", "Питайте там. ", "Ask the till. ", "Каса біля входу.", "А. Каса. "]
)
def test_the_sentence_before_an_e_mail_is_no_part_of_it(before: str) -> None:
    assert _told(f"{before}kasa@example.com") == [("kasa@example.com", "email")]


@pytest.mark.parametrize(
    "address",
    [
        "o. savchuk@ukr.net", "olena . savchuk@ukr.net", "olena.savchuk @ ukr . net", "olena.savchuk@ukr. net",
        "ivan.petrenko@example.com", "с.коваль@приклад.укр",
    ],
)  # fmt: skip
def test_a_dot_within_an_e_mail_parts_nothing(address: str) -> None:
    assert _told(f"Пишіть на {address}") == [(address, "email")]


def test_an_e_mail_ends_where_another_script_begins() -> None:
    assert _told("мій мейл tanya@gmail.comпишіть") == [("tanya@gmail.com", "email")]


@pytest.mark.parametrize(
    "number", ["4242424242424242", "4111 1111 1111 1111", "5555-5555-5555-4444", "3782 822463 10005"]
)
def test_a_card_passes_the_check(number: str) -> None:
    assert _told(f"Повернути на {number} сьогодні") == [(number, "card")]


def test_digits_that_fail_the_check_are_a_card_only_by_its_word() -> None:
    assert _told("Код 4242 4242 4242 4241 на коробці") == []
    assert _told("картка 4242 4242 4242 4241") == [("4242 4242 4242 4241", "card")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Замовлення № 4512879 зависло", "№ 4512879"),
        ("замовлення 1234-567", "1234-567"),
        ("номер мого замовлення 4512879", "4512879"),
        ("по заказу А-10293", "А-10293"),
        ("Order #A-10293 is late", "#A-10293"),
        ("за чеком 000123", "000123"),
        ("receipt no. 000451", "000451"),
        ("ТТН 20450012345678", "20450012345678"),
        ("посилка 20 4500 1234 5678", "20 4500 1234 5678"),
        ("Booking reference QX7T2P9", "QX7T2P9"),
        ("№4512879 — де воно?", "№4512879"),
    ],
)
def test_an_order_is_told_by_its_word(text: str, number: str) -> None:
    assert _told(text) == [(number, "order")]


def test_of_several_orders_each_is_told() -> None:
    assert [word for word, _ in _told("замовлення 7700123, 7700124 та 7700125")] == ["7700123", "7700124", "7700125"]


@pytest.mark.parametrize(
    "text",
    [
        "замовлення за 3 дні", "2 замовлення", "замовлення на 450 грн", "4512 замовлень на тиждень", "чек-лист 2024",
        "Замовлення 2024 року", "order in 3 days", "за рахунок 2000 грн", "Артикул 4820012", "Штрихкод 4820024700016",
        "Версія 4.12.3", "12 345 678 грн", "Q3: 4512", "наказ № 12345", "відділення №12", "ініціатива № 11812",
    ],
)  # fmt: skip
def test_amounts_and_things_are_nobodys(text: str) -> None:
    assert _told(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("паспорт МЕ 654321", "МЕ 654321"),
        ("паспорт серия 45 09 номер 123456", "серия 45 09 номер 123456"),
        ("ID-картка 001234567", "001234567"),
        ("запис 19900101-12345", "19900101-12345"),
        ("РНОКПП: 3012345678", "3012345678"),
        ("СНИЛС 123-456-789 00", "123-456-789 00"),
        ("His SSN 123-45-6789", "123-45-6789"),
        ("NI number QQ 12 34 56 C", "QQ 12 34 56 C"),
        ("посвідчення водія ВХТ 123456", "ВХТ 123456"),
        ("IBAN UA21 3223 1300 0002 6007 2335 6600 1", "UA21 3223 1300 0002 6007 2335 6600 1"),
        ("to GB82 WEST 1234 5698 7654 32 please", "GB82 WEST 1234 5698 7654 32"),
        ("страховий поліс № 198765432", "№ 198765432"),
        ("д.н. 12.03.1985", "12.03.1985"),
    ],
)
def test_a_document_is_told_by_its_word_or_its_shape(text: str, number: str) -> None:
    assert _told(text) == [(number, "document")]


@pytest.mark.parametrize(
    "address",
    [
        "вул. Шевченка, 12, кв. 5", "м. Львів, вул. Городоцька, буд. 120, кв. 14", "вулиці Сагайдачного 25/3",
        "01001, м. Київ, вул. Хрещатик, 22", "вул садова 5 кв 12", "с. Калинівка, вул. Садова 7", "просп. Перемоги 5",
        "вул. 8 Березня, 15", "ул. Ленина, д. 5, кв. 12", "Невский проспект, 28, кв. 7", "пр-т Мира 10",
        "12 Baker Street, flat 3", "221B Baker St, London NW1 6XE", "1600 Maple Drive, Springfield, IL 62704",
    ],
)  # fmt: skip
def test_an_address_is_told_with_all_its_parts(address: str) -> None:
    assert _told(f"Везти на {address}.") == [(address, "address")]


@pytest.mark.parametrize(
    "text",
    [
        "На вулиці було холодно", "Магазин на вулиці Городоцькій", "Площа залу 240 м²", "Вулиця Івана Франка закрита",
        "Наше відділення на вул. Городоцькій, 45 має пандус", "Turn left at King's Road", "45 кв. м площі",
    ],
)  # fmt: skip
def test_a_street_without_a_house_and_a_shop_are_no_home(text: str) -> None:
    assert _told(text) == []


@pytest.mark.parametrize(
    "name",
    [
        "Олена Іваненко", "Іваненко Олена Петрівна", "Олені Савчук", "Ніно Василівно", "Марія Петрівна",
        "Іваненко О. П.", "О. П. Мельник", "пані Кравець", "ШЕВЧЕНКО ІРИНА ОЛЕГІВНА", "наталя ковальчук",
        "Мария Иванова", "Ивановой Марии", "Сидоров Пётр Алексеевич", "John Smith", "Mrs O'Connor", "David J. Miller",
        "Olena Ivanenko", "SMITH, JOHN", "Гурам Кікнадзе", "Вероніка Панасюк",
    ],
)  # fmt: skip
def test_a_full_name_is_told_in_any_case_and_order(name: str) -> None:
    assert _told(f"дзвінок: {name}, о 12:00") == [(name, "name")]


@pytest.mark.parametrize(
    "text",
    [
        "Олена з першої лінії порадила", "Пані Ніна з бухгалтерії просить", "Дякую Олені за підказку",
        "Біля парку Шевченка",
        "Салон «Вікторія» зачинено", "Роман Булгакова лежит на кассе", "Розмова Олени з клієнтом",
        "Нова пошта запізнилась",
        "Діаграма Парето й цикл Демінга", "Оправи Tommy Hilfiger", "Grace Period ends", "@Олена Савчук глянь",
        "Martin Luther King Day is a day off", "Вітамін С. Зараз є",
    ],
)  # fmt: skip
def test_a_first_name_alone_a_brand_and_a_street_are_nobody(text: str) -> None:
    assert _told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "див. https://example.com/orders/20450012345678?from=380671234567",
        "![полиця](/files/380671234567abcdef0671234567)",
        "хеш 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "сервер 192.168.100.200",
        "оновлено 05.06.2024 12 разів",
    ],
)
def test_addresses_of_pages_hashes_and_dates_hold_no_numbers(text: str) -> None:
    assert _told(text) == []


def test_a_link_that_reaches_a_person_does() -> None:
    assert _told("[лист](mailto:halyna@example.org)") == [("halyna@example.org", "email")]
    assert _told("https://wa.me/380671234567") == [("380671234567", "phone")]


@pytest.mark.parametrize("allowed", ["0800300200", "+380 800 300 200", "0-800-300-200", "380800300200"])
def test_an_allowed_number_is_left_out_with_or_without_the_countrys_code(allowed: str) -> None:
    assert _told("Лінія 0 800 300 200, мій 067 123 45 67", allowed) == [("067 123 45 67", "phone")]
    assert _told("Лінія +38 (0800) 300-200", allowed) == []


def test_another_number_is_not_allowed_by_likeness() -> None:
    assert len(_told("067 123 45 67 і 067 123 45 68", "0671234567")) == 1


def test_an_allowed_e_mail_is_left_out() -> None:
    assert _told("Пишіть на Info@Example.com", "info@example.com") == []


def test_places_are_counted_in_code_points_of_the_text_as_given() -> None:
    text = "😀 Кия\u0306н, тел. 067\u00ad1234567"
    (span,) = find(text)
    assert text[span.start : span.end] == "067\u00ad1234567"
