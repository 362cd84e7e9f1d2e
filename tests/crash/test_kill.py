"""kill -9 of the server under eight writing clients: what was acknowledged stays, nothing is half or twice there."""

import random
import time
from collections import Counter
from typing import Any

from flask import Flask, current_app
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.extension import ItemRef
from portal.core.journal import Delivery
from portal.core.markdown import render
from portal.discussion.services.comments import comment
from portal.initiatives.models import StatusType
from portal.initiatives.queries import get_visible, statuses
from portal.initiatives.services.supporting import support
from portal.people.models import Role
from portal.search.healing import ask_for_sweep
from tests import factories as people
from tests.cli.conftest import Installation
from tests.cli.test_run import until
from tests.crash.served import Served
from tests.crash.truth import faults
from tests.crash.writers import Browser, Ground, Writer, all_noted
from tests.initiatives import factories

CLIENTS = 8
#: A person may send sixty texts in ten minutes: so many share the work of a client, and one more for each kill.
PEOPLE_EACH = 8
BETWEEN_KILLS_SECONDS = (0.3, 1.6)
SEARCH_PATIENCE_SECONDS = 300


def browser(app: Flask, actor: Any) -> Browser:
    """Somebody signed in, with the token of their forms."""
    secret = "c" * 40
    signed: Any = app.session_interface
    held = {"_user_id": people.sign_in_session(actor, clock.now()), "_fresh": True, "csrf_token": secret}
    with app.test_request_context() as context:
        context.session["csrf_token"] = secret
        csrf: Any = app.jinja_env.globals["csrf_token"]
        return Browser(actor.id, f"portal={signed.get_signing_serializer(app).dumps(held)}", csrf())


def ground(app: Flask, author: Any, people_each: int) -> Ground:
    """What one client writes on, and as whom."""
    now = clock.now()
    colleagues = [people.person() for _ in range(people_each)]
    committee = [people.person(None, None, Role.COMMITTEE) for _ in range(people_each // 2)]
    numbers = [factories.initiative(author).id for _ in range(13)]
    twins = [(numbers[9], numbers[10]), (numbers[11], numbers[12])]
    for number in numbers[9:]:
        with transaction() as session:
            voice = colleagues[number % 3]
            support(session, get_visible(session, number, voice), voice, now=now)
            comment(session, ItemRef("initiative", number), colleagues[1], render(f"І в нас, {number}"), now=now)
    known = {status.type.value: status.id for status in statuses(db.session()).all if status.is_default}
    return Ground(
        people=[browser(app, one) for one in colleagues],
        committee=[browser(app, one) for one in committee],
        talk=numbers[:3],
        movable=numbers[3:9],
        twins=twins,
        statuses={name: known[name] for name in (StatusType.NEW, StatusType.IN_REVIEW, StatusType.DECLINED)},
    )


def summary(writers: list[Writer]) -> str:
    """How much was written, for whoever runs it at length."""
    said = {
        "submissions": sum(done for _key, done in all_noted(writers, "submissions")),
        "comments": sum(done for _key, done in all_noted(writers, "comments")),
        "supports": sum(wanted is not None for _key, wanted in all_noted(writers, "supports")),
        "moves": sum(done for _key, (_numbers, done) in all_noted(writers, "moves")),
        "moves without an answer": sum(not done for _key, (_numbers, done) in all_noted(writers, "moves")),
        "merges": sum(writer.noted.merged for writer in writers),
    }
    refused = sum((writer.noted.refused for writer in writers), Counter[str]())
    return ", ".join(f"{n} {what}" for what, n in said.items()) + f"; refused: {dict(refused)}"


def doctor(installation: Installation) -> tuple[int, str]:
    """What a process that has seen nothing of all this finds, and how it ends."""
    looking = installation.start("doctor")
    said = looking.communicate(timeout=SEARCH_PATIENCE_SECONDS)[0]
    return looking.returncode, said


def until_sound(installation: Installation) -> None:
    """Wait until nothing is wrong any more; fail with what is."""
    end = time.monotonic() + SEARCH_PATIENCE_SECONDS
    while (found := doctor(installation))[0]:
        assert time.monotonic() < end, found[1]


def test_nothing_acknowledged_is_lost_when_everything_is_killed(installation: Installation, kills: int) -> None:
    served, randomly = Served(installation), random.Random(kills)  # noqa: S311 - when to kill, no secret
    served.start()
    with installation.opened():
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the application behind the proxy
        people.person(None, None, Role.ADMINISTRATOR)
        author = people.person()
        grounds = [ground(app, author, PEOPLE_EACH + kills) for _ in range(CLIENTS)]
        with transaction() as session:  # no entry tells of people that a test makes
            ask_for_sweep(session)
    writers = [Writer(served.port, one, seed) for seed, one in enumerate(grounds)]
    for writer in writers:
        writer.start()
    for _ in range(kills):
        time.sleep(randomly.uniform(*BETWEEN_KILLS_SECONDS))
        served.kill()
        served.start()
    time.sleep(1)
    for writer in writers:
        writer.ending.set()
    for writer in writers:
        writer.join(30)
    until(lambda: installation.ask(lambda session: session.scalar(_undone)) == 0)
    # Search goes through everything in what time the other tests leave it.
    until_sound(installation)
    served.stop()

    with installation.opened() as session:
        found = faults(session, writers)
    exit_code, said = doctor(installation)
    print(summary(writers))  # noqa: T201 - read by whoever runs it at length
    assert found == []
    assert exit_code == 0, said
    for what in ("submissions", "comments", "supports", "moves", "merges"):
        assert any(all_noted(writers, what)), f"nobody has sent any {what}"


_undone = select(func.count()).select_from(Delivery).where(Delivery.done_at.is_(None))
