"""The player of algorithms, as a person has it before them, and what the server has heard of a walk."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.algorithms.models import AlgorithmWalk, Misfit

#: What was on its way when the network was cut: it is sent again.
CUT_OFF = [
    r"/(walks|misfits) net::ERR_INTERNET_DISCONNECTED",
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
]


def opened(visitor: Page, number: int, revision: int = 1) -> None:
    """The player, once its keys work."""
    visitor.goto(f"/algorithms/{number}/walk")
    expect(visitor.locator("[data-player=ready]")).to_be_visible()
    expect(visitor).to_have_url(re.compile(rf"/algorithms/{number}/walk/{revision}$"))


def at(visitor: Page, title: str) -> None:
    expect(visitor.locator("[data-stage] h2")).to_have_text(title)


def arrived(visitor: Page, session: Session, steps: int) -> list[AlgorithmWalk]:
    """The walks that the server has, once the last of them is so long."""
    for _ in range(80):
        session.rollback()
        session.expire_all()
        walks = list(session.scalars(select(AlgorithmWalk).order_by(AlgorithmWalk.id)))
        if walks and len(walks[-1].path["steps"]) == steps:
            return walks
        visitor.wait_for_timeout(100)
    raise AssertionError(f"no walk of {steps} steps has arrived: {[walk.path for walk in walks]}")


def noted(visitor: Page, session: Session, count: int) -> list[Misfit]:
    """What the server was told that did not fit, once it is so many."""
    for _ in range(80):
        session.rollback()
        session.expire_all()
        misfits = list(session.scalars(select(Misfit).order_by(Misfit.id)))
        if len(misfits) == count:
            return misfits
        visitor.wait_for_timeout(100)
    raise AssertionError(f"{len(misfits)} instead of {count}")


def kept_here(visitor: Page) -> list[str]:
    names: list[str] = visitor.evaluate(
        "Object.keys(localStorage).filter((name) => /^(walk|outbox):/.test(name)).sort()"
    )
    return names
