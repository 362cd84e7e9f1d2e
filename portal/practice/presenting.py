"""How a dialogue is shown: the moment somebody is at, and afterwards the way they went."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_path
from portal.practice.document import Mark
from portal.practice.play import Choice, Moment, Said, Way

#: What a reply was, said to the learner, and the drawing beside it. No number is made of them.
MARKS: Mapping[Mark, Any] = {
    Mark.BEST: _l("The best here"),
    Mark.POSSIBLE: _l("There are better words"),
    Mark.AGAIN: _l("Look again at this"),
}
MARK_ICONS: Mapping[Mark, str] = {
    Mark.BEST: "circle-check",
    Mark.POSSIBLE: "circle-dot",
    Mark.AGAIN: "rotate-ccw",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One move of a finished way."""

    said: Said
    label: Any
    icon: str
    #: A reply that would have been better; None: it was the best.
    better: Choice | None
    #: The step in the algorithm.
    href: str

    @property
    def again(self) -> bool:
        """Whether it is worth another look."""
        return self.said.choice.mark is Mark.AGAIN


def told(said: Iterable[Said], algorithm_id: int) -> list[Told]:
    """Some replies in their order: the way from its beginning, or what was taken back."""
    return [
        Told(
            one, MARKS[one.choice.mark], MARK_ICONS[one.choice.mark], _better(one),
            step_href(algorithm_id, one.moment.step),
        )
        for one in said
    ]  # fmt: skip


def again(moves: list[Told], taken_back: list[Told]) -> list[Told]:
    """What is worth another look, each reply once, in the order of the conversation; also what was taken back."""
    order: dict[int, int] = {}
    for one in moves:
        order.setdefault(id(one.said.moment), len(order))
    found = {(id(one.said.moment), one.said.number): one for one in (*taken_back, *moves) if one.again}
    return sorted(found.values(), key=lambda one: order.get(id(one.said.moment), len(order)))


def went_well(moves: list[Told], taken_back: list[Told]) -> list[Told]:
    """What was best: replies that were the best at once, without another that was taken back."""
    first: dict[int, Told] = {}
    for one in (*taken_back, *moves):
        first.setdefault(id(one.said.moment), one)
    return [one for one in first.values() if one.said.choice.mark is Mark.BEST]


def step_href(algorithm_id: int, step: str) -> str:
    """Where the step stands in the algorithm's document."""
    return f"/algorithms/{number_path(algorithm_id)}#step-{step}"


def screen(way: Way) -> dict[str, Any]:
    """What the player shows: what was said last and what came of it, the customer's words, the replies."""
    last = way.said[-1] if way.said else None
    stayed = last is not None and last.choice.leads is None
    return {
        "moment": way.moment,
        "last": last,
        "last_label": MARKS[last.choice.mark] if last else None,
        "last_icon": MARK_ICONS[last.choice.mark] if last else None,
        "last_mark": last.choice.mark.name.lower() if last else "",
        #: The words that are largest: what the customer answers where one stayed, else what they say here.
        "stayed": stayed,
        "tried": way.tried,
        "number": _place(way),
        "crumbs": _crumbs(way),
    }


def _place(way: Way) -> int:
    """The how-manieth exchange it is."""
    return 1 + sum(one.choice.leads is not None for one in way.said)


def _crumbs(way: Way) -> list[str]:
    """The steps that were gone through, each once in a row."""
    titles = [one.moment.title for one in way.said] + [way.moment.title]
    return [title for place, title in enumerate(titles) if place == 0 or titles[place - 1] != title]


def _better(one: Said) -> Choice | None:
    if one.choice.mark is Mark.BEST:
        return None
    return next((choice for choice in one.moment.choices if choice.mark is Mark.BEST), None)


def first_words(moment: Moment) -> str:
    """What the customer says first, for a list."""
    return moment.words[0] if moment.words else moment.title
