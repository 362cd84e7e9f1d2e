"""One value for one phone, number, e-mail or name, however it is written."""

import re
from collections.abc import Collection
from hashlib import blake2b

from portal.core.privacy.digits import with_digits_for_letters
from portal.core.privacy.first_names import cyrillic
from portal.core.privacy.plain import fold
from portal.core.privacy.spans import Kind

_DIGITS = re.compile(r"\d+")
_PARTS = re.compile(r"[^\W_]+")
_CASE_ENDING = re.compile(
    r"(?<=.{3})(?:ого|ому|ої|ою|ий|ій|им|ым|ом|ем|єм|ові|еві|єві|ою|ею|єю|ой|ей|ая|ую|ьо|[аеиіоуюяєїйыьё])$"
)
_LOOK_ALIKES = str.maketrans("авсенікмортхуё", "abcehikmoptxye")
_EXTENSION = re.compile(r"(?:дод|доб|внутр|вн|ext|x)\D{0,12}\d{1,6}\)?$")


def value_key(text: str, kind: Kind) -> str:
    """A short hash of the kind and the value."""
    return blake2b(f"{kind}:{normal_value(text, kind)}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def normal_value(text: str, kind: Kind) -> str:
    """The value without its manner of writing."""
    lower = fold(text).text.lower()
    if kind is Kind.PHONE:
        return normal_phone(_EXTENSION.sub("", lower))
    if kind is Kind.EMAIL:
        return re.sub(r"\s", "", lower)
    if kind is Kind.NAME:
        return " ".join(sorted(_normal_part(part) for part in _PARTS.findall(lower.replace("'", ""))))
    return "".join(_PARTS.findall(lower)).translate(_LOOK_ALIKES)


def normal_phone(text: str) -> str:
    """The digits with the country's code: of Ukraine before 0, of Russia instead of 8."""
    digits = "".join(_DIGITS.findall(with_digits_for_letters(text)))
    if not digits:
        return text
    if digits.startswith("00"):
        digits = digits[2:]
    if len(digits) == 10 and digits.startswith("0"):
        return f"38{digits}"
    if len(digits) == 11 and digits.startswith("80"):
        return f"3{digits}"
    if len(digits) == 11 and digits.startswith("8"):
        return f"7{digits[1:]}"
    if len(digits) == 9 and not digits.startswith("0"):
        return f"380{digits}"
    return digits


def _normal_part(part: str) -> str:
    return cyrillic().get(part) or _CASE_ENDING.sub("", part)


class Allowed:
    """Public numbers and addresses of the company, which are nobody's own."""

    def __init__(self, values: Collection[str]) -> None:
        self._texts = {re.sub(r"\s", "", fold(value).text.lower()) for value in values}
        self._phones = {normal_phone(fold(value).text) for value in values if _DIGITS.search(fold(value).text)}

    def __contains__(self, text: str) -> bool:
        """Whether it is one of them: the same digits, with or without the country's code, or the same letters."""
        if not self._texts:
            return False
        lower = fold(text).text.lower()
        if re.sub(r"\s", "", lower) in self._texts:
            return True
        number = normal_phone(_EXTENSION.sub("", lower))
        if not number.isdecimal() or len(number) < 3:
            return False
        return number in self._phones or (
            len(number) >= 6
            and any(known.endswith(number) or number.endswith(known) for known in self._phones if len(known) >= 6)
        )
