"""Cleaning of typed text; pure, for forms and services alike."""

import re

#: The signs that keyboards, phones and word processors offer for one and the same apostrophe.
APOSTROPHES = "'’ʼ‘`′ʹ"
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


def clean_line(value: str | None) -> str:
    """One line of text: NUL and control characters out, white space of any kind as one space."""
    return " ".join("".join(letter for letter in (value or "") if letter.isprintable() or letter.isspace()).split())


def plain_name(name: str) -> str:
    """A name as it is compared: in lower case, with one kind of apostrophe."""
    return name.casefold().translate(_ONE_APOSTROPHE)


def clean_text(value: str | None) -> str:
    """A text of several lines: line ends as \\n, no NUL, no white space around it."""
    return clean_lines(value).strip()


def clean_lines(value: str | None) -> str:
    """The same with the white space around it."""
    return (value or "").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def storable(value: str) -> str:
    """Without what nobody types and PostgreSQL can't keep: NUL, and halves of surrogate pairs."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


_UKRAINIAN = re.compile(r"[іїєґ]", re.IGNORECASE)
_RUSSIAN = re.compile(r"[ыэъё]", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яґєіїё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
#: Addresses and code. No stretch is begun anew at each of its letters: that would take the square of a long one.
_NO_PROSE = re.compile(r"\]\([^()]*\)|https?://\S+|(?<!\S)\S[^\s@]*@\S+|`[^`]*`")


def guess_language(text: str, *, fallback: str) -> str:
    """``uk``, ``ru`` or ``en`` by the letters that only one of them has; ``fallback`` when they don't tell."""
    prose = _NO_PROSE.sub(" ", text)
    cyrillic, latin = len(_CYRILLIC.findall(prose)), len(_LATIN.findall(prose))
    if latin > 2 * cyrillic:
        return "en"
    ukrainian, russian = len(_UKRAINIAN.findall(prose)), len(_RUSSIAN.findall(prose))
    if ukrainian != russian:
        return "uk" if ukrainian > russian else "ru"
    return fallback
