"""Numbers that are known by their shape alone: IBAN, waybills, tax and insurance numbers, passports."""

import re
from collections.abc import Iterator

from portal.core.privacy.checks import iban_length, is_iban, is_russian_tax_number, is_ukrainian_tax_number
from portal.core.privacy.counted import is_thing
from portal.core.privacy.phones import looks_like_phone
from portal.core.privacy.spans import Found, Kind, Sure

_CYRILLIC_LOOK_ALIKES = str.maketrans("АВСЕНІКМОРТХУЗ", "ABCEHIKMOPTXY3")
_NO_MORE = r"(?![^\W_]|[-/.]\d)"
_START = r"(?<![^\W_])(?<![\d][-/.])"
_IBAN = re.compile(rf"{_START}([A-ZАВСЕНІКМОРТХ]{{2}})[ -]?\d{{2}}(?:[ -]?[0-9A-ZАВСЕНІКМОРТХ]){{11,30}}")
_POSTS = "UA|RU|CN|GB|US|DE|PL|TR|KZ|BY|FR|IT|ES|NL|CZ|LT|LV|EE|HK|SG"
_REGISTERS = "ORD|SO|PO|INV|RMA|TKT|TCK|INC|SR|CS|RET|ЗМ|ЗК|ЗАК|ЗАМ|СФ|РН|ПН|ВН|ЧК|ТН|УТ|НФ"
_PLATE = "[АВСЕНІКМОРТХABCEHIKMOPTX]{2}"
_SHAPES: tuple[tuple[Kind, str], ...] = (
    (Kind.ORDER, r"(?:20|59)[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}"),  # a waybill of Nova Poshta
    (Kind.ORDER, rf"[A-Z]{{2}} ?\d{{3}} ?\d{{3}} ?\d{{3}} ?(?:{_POSTS})"),  # a parcel between posts (UPU S10)
    (Kind.ORDER, r"1Z[0-9A-Z]{16}"),  # a parcel of UPS
    (Kind.ORDER, rf"(?:{_REGISTERS})[-_№ ]\d[\d-]{{3,14}}"),  # papers with the letters of their register
    (Kind.DOCUMENT, r"(?!000|666|9)\d{3}-\d{2}-\d{4}(?! \d)"),  # social security of the United States
    (Kind.DOCUMENT, r"\d{3}-\d{3}-\d{3}[ -]\d{2}"),  # Russian pension insurance
    (Kind.DOCUMENT, r"(?:19|20)\d{6}-\d{5}"),  # Ukrainian register of persons
    (Kind.DOCUMENT, r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"),  # British insurance
    (Kind.DOCUMENT, r"(?:[А-ЯІЇЄҐ]{2}|[АВСЕНІКМОРТХ]{3}) ?№? ?\d{6}(?:\d\d)?"),  # Ukrainian passport, driving licence
    (Kind.DOCUMENT, r"[IVXІХV]{1,4}-[А-ЯІЇЄҐ]{2} ?№? ?\d{6}"),  # a certificate of birth
    (Kind.DOCUMENT, rf"{_PLATE} ?\d{{4}} ?{_PLATE}"),  # a Ukrainian car
    (Kind.DOCUMENT, r"[А-ЯІЇЄҐA-Z]{2},? ?(?:номер|number|no\.?) ?\d{6}"),  # "серія СА номер 123456"
    (Kind.DOCUMENT, r"\d{2} \d{2} (?:№ ?)?\d{6}(?! \d)"),  # Russian passport
)
_SHAPED = re.compile(
    _START + "(?:" + "|".join(f"(?P<s{place}>{shape})" for place, (_, shape) in enumerate(_SHAPES)) + f"){_NO_MORE}"
)
_TAX = re.compile(rf"{_START}(?<!\+)(?<!\+\d )(?<!\+\d\d )(?<!\+\d{{3}} )(?:\d{{10}}|\d{{12}}){_NO_MORE}")
_TIMESTAMP = re.compile(r"20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d")
_BORN_THEN = re.compile(
    r"(?<![\d.])(\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}) ?,? ?"
    r"(?:р\. ?н\.|г\. ?р\.|року народж|рік народж|года рожд|г\. рожд)"
)
_BIRTH = re.compile(
    r"(?:д\.? ?н\.?|д/н|дата народж\w{0,6}|дата рожд\w{0,4}|народи(?:вся|лась|лася)|родил(?:ся|ась)|року народження|"
    r"dob|d\.o\.b\.?|date of birth|birth ?date|birthday|born(?: on)?|рожд\.)[ :\-,(]{0,3}"
    r"(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)? [^\W\d_]{3,10}\.?,? \d{4}|"
    r"[^\W\d_]{3,9} \d{1,2}, \d{4})"
)


def find_shapes(text: str, lower: str) -> Iterator[Found]:
    """Such numbers in a text without addresses and dates."""
    for found in _SHAPED.finditer(text):
        kind = _SHAPES[int((found.lastgroup or "s0")[1:])][0]
        if not (is_thing(lower, found.start()) or _TIMESTAMP.fullmatch(found[0])):
            yield Found(*found.span(), kind, Sure.QUITE if kind is Kind.DOCUMENT else Sure.USUAL)
    for found in _TAX.finditer(text):
        known = is_ukrainian_tax_number(found[0]) or is_russian_tax_number(found[0])
        if known and not (is_thing(lower, found.start()) or looks_like_phone(found[0])):
            yield Found(*found.span(), Kind.DOCUMENT)
    yield from _ibans(text)


def find_births(lower: str) -> Iterator[Found]:
    """A day that a word calls somebody's birth, in a text that still has its dates."""
    for pattern in (_BIRTH, _BORN_THEN):
        for found in pattern.finditer(lower):
            yield Found(*found.span(1), Kind.DOCUMENT)


def _ibans(text: str) -> Iterator[Found]:
    for found in _IBAN.finditer(text):
        code, places = "", []
        for place in range(*found.span()):
            if text[place] not in " -":
                code += text[place].translate(_CYRILLIC_LOOK_ALIKES)
                places.append(place)
        length = iban_length(code[:2])
        if length and is_iban(code[:length]):
            yield Found(found.start(), places[length - 1] + 1, Kind.DOCUMENT, Sure.QUITE)
