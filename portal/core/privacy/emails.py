"""E-mail addresses, written as they are and as people hide, spell and mistype them."""

import re
from collections.abc import Iterator

from portal.core.privacy.spans import Found, Kind

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_TOP = r"(?:[a-z]{2,18}|укр|рф|бел|рус|онлайн|сайт|ком|уа|ру|нет|xn--[a-z0-9-]{2,30})"
_PLAIN_DOMAIN = re.compile(rf"(?:{_LABEL}[.,]){{1,6}}(?:[a-z]{{2,18}}(?![a-z0-9_-])|{_TOP}(?![^\W_]))")
_HOSTS = (
    r"(?:gmail|ukr|i|meta|mail|yandex|ya|yahoo|outlook|hotmail|icloud|proton(?:mail)?|rambler|bk|inbox|list|bigmir|live|me|aol|"
    r"gmx|джимейл|гмейл|укр|мейл|яндекс|мета|майл)"
)
_AT_WORDS = "at|ат|ет|эт|собак[аою]{1,2}|собачк[аою]{1,2}|песик|равлик|dog"
_AT = rf"(?: ?[(\[{{<] ?(?:{_AT_WORDS}|@) ?[)\]}}>] ?| (?:{_AT_WORDS}) | ?@ ?)"
_SPELLED_DOT = r" ?[(\[{<] ?(?:dot|крапка|точка|\.) ?[)\]}>] ?| (?:dot|крапка|точка) "
_DOT = rf"(?:{_SPELLED_DOT}| ?\. ?)"
#: Before the sign a dot with a space behind it alone ends a sentence, unless a single letter stands before it.
_DOT_OF_NAME = rf"(?:{_SPELLED_DOT}| \. ?|\.|(?<=(?<![^\W_])[^\W\d_])\. )"
_DASH = (
    r"(?: (?:underscore|підкреслення|подчёркивание|подчеркивание|dash|hyphen|дефіс|дефис|мінус|минус|тире|plus|плюс) )"
)
_WORD = r"[^\W_](?:[\w+-]{0,40})"
#: Said or hidden: at least the sign or one dot is written otherwise.
_HIDDEN = re.compile(
    rf"(?<![^\W_])({_WORD}(?:(?:{_DOT_OF_NAME}|{_DASH}){_WORD}){{0,4}}){_AT}({_WORD}(?:{_DOT}{_WORD}){{0,4}}{_DOT}{_TOP})(?![^\W_])"
)
_AT_WORD = re.compile(_AT)
_OTHERWISE = re.compile(r"[\s()\[\]{}<>]")
_ENDS = ".!?"
_COMMON_WORDS = {"at", "ат", "ет", "эт", "dog", "песик"}
_SAID_DOT = re.compile(r"[ (\[{<](?:dot|крапка|точка)[ )\]}>]")
_BARE_HOST = re.compile(rf"{_HOSTS}(?![\w.])")


def find_emails(lower: str) -> Iterator[Found]:
    """The e-mail addresses of a text in small letters, spelled ones too."""
    at = lower.find("@")
    while at >= 0:
        if found := _around(lower, at):
            yield found
        at = lower.find("@", at + 1)
    if _AT_WORD.search(lower):
        yield from _hidden(lower)


def _around(lower: str, at: int) -> Found | None:
    begin = max(0, at - 66)
    before = lower[begin:at]
    spaced = len(before) - len(before.rstrip(" "))
    local = _last_word(before[: len(before) - spaced] if spaced <= 2 else before)
    after = at + 1 + (len(lower[at + 1 : at + 3]) - len(lower[at + 1 : at + 3].lstrip(" ")))
    domain = _PLAIN_DOMAIN.match(lower, after) or _BARE_HOST.match(lower, after)
    if not local or not domain or (spaced and not _is_local(local)):
        return None
    start = at - spaced - len(local)
    end = domain.end()
    return Found(start, end, Kind.EMAIL)


def _last_word(before: str) -> str:
    start = len(before)
    while start and (before[start - 1].isalnum() or before[start - 1] in "_.!#$%&'+/=?^{|}~-"):
        start -= 1
    return _behind_sentence(before[start:]).lstrip(".!#$%&'/=?^{|}~-")


def _behind_sentence(word: str) -> str:
    """What stands behind the end of a sentence in another script that no space parts from the address."""
    last = max((place for place, letter in enumerate(word) if not letter.isascii()), default=len(word))
    rest = word[last + 1 :]
    return rest if rest[:1] in _ENDS and rest.strip(_ENDS) else word


def _is_local(word: str) -> bool:
    return word.isascii() or any(sign.isdecimal() or sign in "._-" for sign in word)


def _hidden(lower: str) -> Iterator[Found]:
    for found in _HIDDEN.finditer(lower):
        if not _OTHERWISE.search(found[0]):
            continue  # written as it is: seen to already
        between = lower[found.end(1) : found.start(2)].strip()
        # "look at example.com" is no address: a plain word for the sign needs a word for the dot too.
        if between not in _COMMON_WORDS or _SAID_DOT.search(found[0]):
            yield Found(found.start(1), found.end(2), Kind.EMAIL)
