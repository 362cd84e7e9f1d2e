"""Control digits: whether a row of digits can be what it looks like."""

#: Lengths of an IBAN by country (SWIFT, IBAN Registry).
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BY": 28, "CH": 21, "CY": 28,
    "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GE": 22, "GR": 27, "HR": 21,
    "HU": 28, "IE": 22, "IL": 23, "IT": 27, "KZ": 20, "LT": 20, "LU": 20, "LV": 21, "MD": 24, "ME": 22, "MK": 19,
    "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24,
    "TR": 26, "UA": 29,
}  # fmt: skip


def passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: the check of bank cards."""
    if len(set(digits)) == 1:
        return False
    even = sum(int(digit) for digit in digits[-1::-2])
    odd = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (even + odd) % 10 == 0


def is_barcode(digits: str) -> bool:
    """EAN-13 and EAN-8: weights 1 and 3 from the left."""
    if len(digits) not in {8, 13}:
        return False
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(reversed(digits)))
    return total % 10 == 0


def is_iban(code: str) -> bool:
    """ISO 13616, of a known country: its length and remainder 1 of 97; a Ukrainian one by its length alone."""
    if _IBAN_LENGTHS.get(code[:2]) != len(code):
        return False
    return code.startswith("UA") or int("".join(str(int(sign, 36)) for sign in code[4:] + code[:4])) % 97 == 1


def iban_length(country: str) -> int:
    """How many signs an IBAN of the country has; 0 for an unknown one."""
    return _IBAN_LENGTHS.get(country, 0)


def is_ukrainian_tax_number(digits: str) -> bool:
    """Ten digits of an individual: days since 1899-12-31 of a birth from 1927 to 2026, number, sex, control digit."""
    if len(digits) != 10 or not 10_000 <= int(digits[:5]) <= 46_400:
        return False
    weights = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=False)) % 11 % 10 == int(digits[9])


def is_russian_tax_number(digits: str) -> bool:
    """Twelve digits of an individual with two control digits."""
    if len(digits) != 12 or digits.startswith("00"):
        return False
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    first = sum(w * int(d) for w, d in zip(weights[1:], digits, strict=False)) % 11 % 10
    second = sum(w * int(d) for w, d in zip(weights, digits, strict=False)) % 11 % 10
    return digits[10:] == f"{first}{second}"
