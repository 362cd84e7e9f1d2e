"""The words of the format in Ukrainian, Russian and English: each is understood in any text, in any letter case."""

import re

_CUSTOMER = "customer|клієнтка|клієнт|клиентка|клиент"
_GOAL = "goal|мета|цель"
_WHY = "why|чому|почему"
_NEXT = "next|далі|дальше"


def _line(words: str) -> re.Pattern[str]:
    return re.compile(rf"[*_]{{0,2}}(?:{words})[*_]{{0,2}} *[:：][*_]{{0,2}} *(.*)", re.IGNORECASE)


CUSTOMER, GOAL, WHY = _line(_CUSTOMER), _line(_GOAL), _line(_WHY)
#: Behind an arrow: the next moment of the same step.
NEXT = re.compile(f"(?:{_NEXT})[.…]*", re.IGNORECASE)

#: How the words are written in a first draft and on the page of the format.
WORDS: dict[str, dict[str, str]] = {
    "uk": {"customer": "Клієнт", "goal": "Мета", "why": "Чому", "next": "далі"},
    "ru": {"customer": "Клиент", "goal": "Цель", "why": "Почему", "next": "дальше"},
    "en": {"customer": "Customer", "goal": "Goal", "why": "Why", "next": "next"},
}
#: Facts above a text.
KEYS = ("title", "algorithm", "language", "tags", "minutes", "keeper")
