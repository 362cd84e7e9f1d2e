"""Texts told apart by their headings, and initiatives out of files."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Invalid
from portal.initiatives.models import Initiative, Origin, StatusType
from portal.initiatives.services.counting import count_faults
from portal.initiatives.services.importing import (
    ImportedInitiative,
    ImportOutcome,
    import_initiative,
    parse_body,
)
from portal.initiatives.services.moving import move
from portal.initiatives.services.submitting import edit
from tests import factories as people
from tests.initiatives import factories

UK = ("Проблема", "Рішення", "Очікуваний результат")
RU = ("Проблема", "Решение", "Ожидаемый результат")
EN = ("Problem", "Solution", "Expected outcome")
TEXTS = ("Довгі черги.\n\nДуже довгі.", "Ще одна каса.", "Черга до п'яти людей.")


def written(headings: tuple[str, str, str], pattern: str) -> str:
    return "\n".join(pattern.format(h=heading, t=text) for heading, text in zip(headings, TEXTS, strict=True))


@pytest.mark.parametrize("headings", [UK, RU, EN, tuple(word.upper() for word in UK)])
@pytest.mark.parametrize(
    "pattern",
    [
        "# {h}\n{t}\n",
        "### {h}:\n\n{t}",
        "## {h} ##\n{t}",
        "**{h}**\n{t}",
        "**{h}:** {t}",
        "**{h}**: {t}",
        "__{h}__\n\n{t}",
        "{h}:\n{t}",
        "{h}: {t}",
        "{h} — {t}",
        "{h}\n{t}\n",
        "{h}\n=====\n{t}",
        "1. {h}\n{t}",
        "  {h} :\n{t}",
        "#{h}\n{t}",
    ],
)
def test_headings_are_known_in_their_usual_spellings(headings: tuple[str, str, str], pattern: str) -> None:
    parts = parse_body(written(headings, pattern))

    assert (parts.problem, parts.solution, parts.outcome) == TEXTS


@pytest.mark.parametrize("word", ["Можливість", "Возможность", "Opportunity"])
def test_an_opportunity_is_one(word: str) -> None:
    parts = parse_body(written((word, "Solution", "Outcome"), "## {h}\n{t}"))

    assert parts.origin is Origin.OPPORTUNITY
    assert parts.problem == TEXTS[0]


@pytest.mark.parametrize(
    "body",
    [
        "Просто текст без жодного заголовка.",
        "Проблема в тому, що черги довгі.\nРішення бачу в касі.",
        "Проблема: довгі черги і більше нічого.",
        "",
    ],
)
def test_without_headings_the_whole_is_the_problem(body: str) -> None:
    parts = parse_body(body)

    assert (parts.problem, parts.solution, parts.outcome) == (body, "", "")


def test_nothing_that_was_written_is_lost() -> None:
    parts = parse_body("Вітаю!\n\nПроблема:\nчерги\n\nРішення:\nкаса\n\nРішення:\nще каса")

    assert parts.problem == "Вітаю!\n\nчерги"
    assert parts.solution == "каса\n\nще каса"
    assert parts.outcome == ""


def brought_in(now: datetime, **changes: object) -> ImportOutcome:
    fields = {name: changes.pop(name) for name in ("author_email", "status", "created_at") if name in changes}
    content = factories.texts(**({"title": "Пандуси біля входів"} | changes))
    with transaction() as session:
        return import_initiative(
            session,
            ImportedInitiative(external_id="file-1", texts=content, **fields),  # type: ignore[arg-type]  # by name
            now=now,
        )


def only(session: Session) -> Initiative:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Initiative)).one()


def test_a_line_is_brought_in_once(session: Session, now: datetime) -> None:
    assert brought_in(now, tags=["вхід"]) is ImportOutcome.CREATED
    assert brought_in(now, tags=["вхід"]) is ImportOutcome.UNCHANGED
    assert brought_in(now, tags=["вхід"], solution="Поставити пандуси до кінця літа.") is ImportOutcome.UPDATED
    assert only(session).solution == "Поставити пандуси до кінця літа."
    assert count_faults(session) == []


def test_an_incomplete_one_comes_in_as_new(session: Session, now: datetime) -> None:
    brought_in(now, solution="", outcome="")

    assert only(session).status_type is StatusType.NEW
    assert not only(session).complete


@pytest.mark.parametrize("status", ["accepted", "in_progress", "Впроваджена", "measured"])
def test_an_accepted_one_has_to_be_whole(session: Session, now: datetime, status: str) -> None:
    with pytest.raises(Invalid) as fault:
        brought_in(now, solution="", status=status)
    assert fault.value.field == "status"

    assert brought_in(now, status=status) is ImportOutcome.CREATED


@pytest.mark.parametrize("status", ["draft", "merged", "готово"])
def test_statuses_that_a_file_cannot_give_are_faults(app: Flask, now: datetime, status: str) -> None:
    with pytest.raises(Invalid):
        brought_in(now, status=status)


def test_the_author_and_the_day_come_along(session: Session, now: datetime) -> None:
    olena = people.person("Олена", email="olena@example.test")
    created = now - timedelta(days=200)

    brought_in(now, author_email="Olena@Example.test", created_at=created)

    assert (only(session).author_id, only(session).submitted_at) == (olena.id, created)


def test_an_unknown_author_is_a_fault(app: Flask, now: datetime) -> None:
    with pytest.raises(Invalid) as fault:
        brought_in(now, author_email="nobody@example.test")
    assert fault.value.field == "author"


def test_a_second_run_leaves_the_workflow_and_peoples_edits_alone(
    session: Session, hanna: Actor, now: datetime
) -> None:
    brought_in(now)
    with transaction() as writing:
        row = writing.scalars(select(Initiative)).one()
        move(writing, row, hanna, factories.status(StatusType.ACCEPTED), now=now)
    content = factories.texts(title="Пандуси біля входів", solution="Поставити пандуси вже цього літа.")
    with transaction() as writing:
        edit(writing, writing.scalars(select(Initiative)).one(), hanna, content, version=1, now=now)

    assert brought_in(now) is ImportOutcome.UNCHANGED
    assert only(session).status_type is StatusType.ACCEPTED
    assert only(session).solution == "Поставити пандуси вже цього літа."
