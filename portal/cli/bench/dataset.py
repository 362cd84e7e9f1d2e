"""Initiatives in bulk: supports 20 to 1, comments 5 to 1, texts of the length that people write."""

import random
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.cli.bench.knowledge_dataset import fill_knowledge
from portal.cli.bench.rows import insert_rows, laid_out
from portal.core.db import transaction
from portal.core.markdown import RENDERER_VERSION
from portal.core.tags import Tag
from portal.discussion.models import Comment, Follow
from portal.initiatives.models import (
    DONE_TYPES,
    Frequency,
    Initiative,
    InitiativeTag,
    Origin,
    Reach,
    Status,
    StatusType,
    Support,
    Transition,
    Visibility,
)
from portal.initiatives.queries.lists import DUE_TYPES
from portal.initiatives.services.counting import recount
from portal.knowledge.models import KnowledgeItem
from portal.people.identity import token_hash
from portal.people.models import Area, Person, SignInSession, Team

SUPPORTS_EACH = 20
COMMENTS_EACH = 5


PROBLEM = laid_out(
    "Клієнти дзвонять **двічі** про одне й те саме: перший раз дізнатися, де замовлення, другий, чому воно не там. "
    "За тиждень таких сорок два.\n\n- у застосунку статус той самий два дні;\n- кур'єр має іншу адресу."
)
SOLUTION = laid_out("Показувати в картці клієнта останню позначку кур'єра і час, коли її поставлено.")
OUTCOME = laid_out("Повторних дзвінків про доставку стане вдвічі менше: з 19 % до 9 %.")
REMARK = laid_out("У нас так само, переважно після обіду. Минулого тижня нарахувала *одинадцять* таких звернень.")


def fill(size: int) -> str:
    """Write ``size`` initiatives, cases and articles in proportion; the token of a signed-in session of person 1."""
    randomly = random.Random(size)  # noqa: S311 - repeatable data, no secret
    now = datetime.now(UTC)
    people = min(10_000, max(200, size // 10))
    with transaction() as session:
        insert_rows(session, Team, ({"id": n, "name": f"Команда {n}"} for n in range(1, 41)))
        insert_rows(session, Area, ({"id": n, "name": f"Напрям {n}", "team_id": n} for n in range(1, 13)))
        insert_rows(session, Tag, ({"id": n, "name": f"тема {n}"} for n in range(1, 61)))
        insert_rows(session, Person, (person_row(n, now) for n in range(1, people + 1)))
        statuses = session.execute(
            select(Status.id, Status.type).where(Status.type.not_in([StatusType.DRAFT, StatusType.MERGED]))
        ).all()
        insert_rows(
            session, Initiative, (initiative_row(n, size, people, statuses, now, randomly) for n in range(1, size + 1))
        )
        insert_rows(session, InitiativeTag, _tags(size))
        insert_rows(session, Support, _supports(size, people, now))
        insert_rows(session, Comment, _comments(size, people, now))
        insert_rows(session, Follow, _follows(size, people, now))
        insert_rows(session, Transition, _transitions(size, people, statuses, now))
        recount(session)
        fill_knowledge(session, size, people, now)
        token = secrets.token_urlsafe(32)
        session.add(signed_in(token, now))
    return token


def optimize(session: Session) -> None:
    """Let the database gather its statistics, as it would have in daily use."""
    session.connection().exec_driver_sql("ANALYZE")


def start_sequences(session: Session) -> None:
    """PostgreSQL: continue numbering after the rows that were given their numbers here."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for model in (Team, Area, Tag, Person, Initiative, KnowledgeItem):
        newest = session.scalar(select(func.max(model.id)))
        session.execute(select(func.setval(func.pg_get_serial_sequence(model.__tablename__, "id"), newest)))


def person_row(n: int, now: datetime) -> dict[str, Any]:
    name = f"Людина {n}-та"
    return {
        "id": n, "name": name, "search_name": name.casefold(), "email": f"person{n}@bench.example",
        "team_id": n % 40 + 1, "created_at": now, "version": 1, "job": "експерт з турботи", "choices": {},
    }  # fmt: skip


def initiative_row(
    n: int, size: int, people: int, statuses: Any, now: datetime, randomly: random.Random
) -> dict[str, Any]:
    status_id, status_type = statuses[n % len(statuses)]
    at = now - timedelta(minutes=(size - n) * 600_000 // size + 30)
    return {
        "id": n, "origin": Origin.PROBLEM, "language": "uk", "title": f"Показати клієнтові шлях замовлення, {n}",
        "problem": PROBLEM.source, "problem_html": PROBLEM.html, "solution": SOLUTION.source,
        "solution_html": SOLUTION.html, "outcome": OUTCOME.source, "outcome_html": OUTCOME.html,
        "renderer_version": RENDERER_VERSION, "status_id": status_id, "status_type": status_type,
        "status_changed_at": at, "defer_until": (now + timedelta(days=30)).date(),
        "visibility": Visibility.EVERYONE, "area_id": n // 7 % 12 + 1, "team_id": n % 40 + 1,
        "author_id": n * 7 % people + 1, "owner_id": n % people + 1, "submitted_at": at, "first_answered_at": at,
        "last_activity_at": at + timedelta(minutes=randomly.randrange(25)),
        "due_on": (now + timedelta(days=n * 37 % 361 - 60)).date() if status_type in DUE_TYPES else None,
        "implemented_at": at if status_type in DONE_TYPES else None,
        "support_count": SUPPORTS_EACH, "comment_count": COMMENTS_EACH, "solution_count": 0, "version": 1,
    }  # fmt: skip


def _tags(size: int) -> Iterator[dict[str, Any]]:
    for n in range(1, size + 1):
        yield {"initiative_id": n, "tag_id": n % 60 + 1}
        yield {"initiative_id": n, "tag_id": (n // 60 + 7) % 60 + 1} if (n // 60 + 7) % 60 != n % 60 else {
            "initiative_id": n, "tag_id": (n + 1) % 60 + 1,
        }  # fmt: skip


def _supports(size: int, people: int, now: datetime) -> Iterator[dict[str, Any]]:
    often, many = list(Frequency), list(Reach)
    for n in range(1, size + 1):
        for k in range(SUPPORTS_EACH):
            # Person 1 supports nothing yet: that is what the bench itself does.
            yield {
                "initiative_id": n, "person_id": (n * 31 + k) % (people - 1) + 2, "frequency": often[k % 4],
                "reach": many[k % 4], "evidence": "Сьогодні двічі за зміну." if k < 3 else "", "at": now,
            }  # fmt: skip


def _comments(size: int, people: int, now: datetime) -> Iterator[dict[str, Any]]:
    for n in range(1, size + 1):
        for k in range(COMMENTS_EACH):
            yield {
                "item_kind": "initiative", "item_id": n, "author_id": (n + k) % people + 1, "body": REMARK.source,
                "html": REMARK.html, "renderer_version": RENDERER_VERSION, "at": now - timedelta(hours=k), "version": 1,
                "internal": False, "hidden_reason": "",
            }  # fmt: skip


def _follows(size: int, people: int, now: datetime) -> Iterator[dict[str, Any]]:
    for n in range(1, size + 1):
        yield {"person_id": n * 7 % people + 1, "item_kind": "initiative", "item_id": n, "muted": False, "at": now}


def _transitions(size: int, people: int, statuses: Any, now: datetime) -> Iterator[dict[str, Any]]:
    for n in range(1, size + 1):
        for k in range(2):
            yield {
                "initiative_id": n, "from_status_id": statuses[0][0], "to_status_id": statuses[n % len(statuses)][0],
                "actor_id": n % people + 1, "reason": REMARK.source, "reason_html": REMARK.html,
                "at": now - timedelta(days=2 - k),
            }  # fmt: skip


def signed_in(token: str, now: datetime) -> SignInSession:
    return SignInSession(
        token_hash=token_hash(token), person_id=1, agent="bench", address="127.0.0.1", created_at=now, seen_at=now,
        expires_at=now + timedelta(days=1),
    )  # fmt: skip
