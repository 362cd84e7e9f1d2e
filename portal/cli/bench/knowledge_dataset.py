"""Cases and articles in bulk: of each one to ten initiatives, with what readers say of them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.bench.rows import insert_rows, laid_out
from portal.core.markdown import RENDERER_VERSION, RenderedText
from portal.discussion.models import Comment, Follow
from portal.knowledge.anchoring import CONTEXT_LETTERS
from portal.knowledge.models import (
    Genre,
    GreenMark,
    ItemReaction,
    ItemReactionKind,
    ItemState,
    KnowledgeItem,
    KnowledgeRevision,
    KnowledgeTag,
    RevisionState,
)
from portal.knowledge.plain_words import plain_words

#: So many initiatives to one case, and to one article.
INITIATIVES_EACH = 10
COMMENTS_EACH, REACTIONS_EACH = 5, 10
KINDS = ("case", "article")

SITUATION = (
    "Телефонує пан, говорить тихо й *перепрошує за клопіт*. Завтра в його мами ювілей, а подарунок лежить у пункті "
    "видачі на іншому кінці міста.\n\nКур'єр може аж у понеділок."
)
ACTION = (
    "Я не шукала правила, яке це забороняє. Сказала: «Зараз подивлюся, хто є поруч».\n\n1. Подзвонила в сусідній "
    "магазин;\n2. колега їхав додому тією дорогою і забрав пакунок;\n3. передзвонила за десять хвилин, як обіцяла."
)
REACTION = "Помовчав, а тоді засміявся з полегшенням. У неділю написав, що мама **плакала**."
LESSON = (
    "Спершу питаю «хто є поруч?», і лише потім «що дозволяють правила?». І завжди називаю час, коли передзвоню: чекати "
    "легше, коли знаєш, скільки."
)
QUOTE = "Думав, почую «не можемо». А Ви спитали, о котрій вона прокидається."
BODY = (
    "Чек не обов'язковий: покупку шукаємо ми.\n\n## Як шукати\n\n1. **Номер телефону.** Чи не купував хтось із рідних?"
    "\n2. **Дата й сума.** Вистачить «десь у середині березня».\n\n| Сплачено | Гроші повернуться |\n|---|---|\n"
    "| карткою | за три дні |\n| готівкою | одразу |\n\nМовчання людина чує як недовіру, тож коментуйте кожен крок."
)
_PARTS = {
    "case": {"situation": SITUATION, "action": ACTION, "reaction": REACTION, "lesson": LESSON, "quote": QUOTE},
    "article": {"body": BODY},
}
#: What is marked: the part and the words.
_MARKS = {
    "case": (
        ("action", "Зараз подивлюся, хто є поруч"),
        ("lesson", "Спершу питаю «хто є поруч?»"),
        ("lesson", "чекати легше, коли знаєш, скільки"),
    ),
    "article": (
        ("body", "покупку шукаємо ми"),
        ("body", "Чи не купував хтось із рідних?"),
        ("body", "Мовчання людина чує як недовіру"),
    ),
}


def fill_knowledge(session: Session, size: int, people: int, now: datetime) -> None:
    """Write the cases and articles beside ``size`` initiatives."""
    each = size // INITIATIVES_EACH
    for place, kind in enumerate(KINDS):
        genres = session.scalars(select(Genre.id).where(Genre.kind == kind, Genre.shape != "term")).all()
        numbers = range(place * each + 1, (place + 1) * each + 1)
        insert_rows(session, KnowledgeItem, (item_row(n, kind, genres, numbers, people, now) for n in numbers))
        insert_rows(session, KnowledgeRevision, (revision_row(n, kind, genres, people, now) for n in numbers))
        insert_rows(session, KnowledgeTag, ({"item_id": n, "tag_id": n % 60 + 1} for n in numbers))
        insert_rows(session, Comment, _comments(kind, numbers, people, now))
        insert_rows(session, ItemReaction, _reactions(numbers, people, now))
        insert_rows(session, GreenMark, _marks(kind, numbers, people, now))
        insert_rows(session, Follow, _follows(kind, numbers, people, now))


@cache
def _parts(kind: str) -> dict[str, RenderedText]:
    """Laid out when they are needed: this module is loaded with every command."""
    return {key: laid_out(text) for key, text in _PARTS[kind].items()}


def _author(n: int, people: int) -> int:
    return n * 7 % people + 1


def item_row(n: int, kind: str, genres: Any, numbers: range, people: int, now: datetime) -> dict[str, Any]:
    at = now - timedelta(minutes=(numbers.stop - n) * 500_000 // len(numbers) + 30)
    return {
        "id": n, "kind": kind, "genre_id": genres[n % len(genres)], "state": ItemState.PUBLISHED, "language": "uk",
        "title": f"Подарунок, який мав устигнути до ранку, {n}", "lead": "Телефонує пан, говорить тихо.",
        "channel": "call" if kind == "case" else None, "area_id": n // 7 % 12 + 1, "team_id": n % 40 + 1,
        "author_id": _author(n, people), "keeper_id": n % people + 1, "nameless": False,
        "check_again_on": (now + timedelta(days=n % 120 - 20)).date(), "checked_at": at, "checked_by_id": 1,
        "must_acknowledge": False, "created_at": at, "published_at": at, "changed_at": at, "archive_reason": "",
        "last_activity_at": at, "comment_count": COMMENTS_EACH, "reaction_count": REACTIONS_EACH,
        "mark_count": len(_MARKS[kind]), "helpful_count": 0, "unhelpful_count": 0, "version": 1,
    }  # fmt: skip


def revision_row(n: int, kind: str, genres: Any, people: int, now: datetime) -> dict[str, Any]:
    parts = _parts(kind)
    return {
        "item_id": n, "number": 1, "state": RevisionState.PUBLISHED, "language": "uk",
        "title": f"Подарунок, який мав устигнути до ранку, {n}",
        "parts": {key: text.source for key, text in parts.items()},
        "html": {key: text.html for key, text in parts.items()}, "renderer_version": RENDERER_VERSION,
        "facts": {"genre_id": genres[n % len(genres)], "area_id": n // 7 % 12 + 1, "channel": "call", "tags": []},
        "author_id": _author(n, people), "based_on": 0, "note": "", "major": False, "begun_at": now, "saved_at": now,
        "submitted_at": now, "reviewed_by_id": 1, "review_note": "", "published_at": now, "version": 1,
    }  # fmt: skip


def _comments(kind: str, numbers: range, people: int, now: datetime) -> Iterator[dict[str, Any]]:
    said = _parts("case")["reaction"]
    for n in numbers:
        for k in range(COMMENTS_EACH):
            yield {
                "item_kind": kind, "item_id": n, "author_id": (n + k) % people + 1, "body": said.source,
                "html": said.html, "renderer_version": RENDERER_VERSION, "at": now - timedelta(hours=k),
                "version": 1, "internal": False, "hidden_reason": "",
            }  # fmt: skip


def _reactions(numbers: range, people: int, now: datetime) -> Iterator[dict[str, Any]]:
    kinds = list(ItemReactionKind)
    for n in numbers:
        for k in range(REACTIONS_EACH):
            yield {"item_id": n, "person_id": (n * 31 + k) % people + 1, "kind": kinds[k % len(kinds)], "at": now}


def _marks(kind: str, numbers: range, people: int, now: datetime) -> Iterator[dict[str, Any]]:
    places = [(part, quote, plain_words(_parts(kind)[part].html).text) for part, quote in _MARKS[kind]]
    for n in numbers:
        for k, (part, quote, text) in zip(count(1), places, strict=False):
            start = text.index(quote)
            yield {
                "item_id": n, "part": part, "quote": quote, "start": start, "length": len(quote),
                "prefix": text[max(0, start - CONTEXT_LETTERS) : start],
                "suffix": text[start + len(quote) : start + len(quote) + CONTEXT_LETTERS],
                "note": "Саме так: одна фраза, і людина вже не виправдовується.", "by_id": (n * 7 + k) % people + 1,
                "at": now, "made_on": 1,
            }  # fmt: skip


def _follows(kind: str, numbers: range, people: int, now: datetime) -> Iterator[dict[str, Any]]:
    for n in numbers:
        yield {"person_id": _author(n, people), "item_kind": kind, "item_id": n, "muted": False, "at": now}
