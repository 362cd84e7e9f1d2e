"""Owner, due date, area and tags, and to whom an initiative is open: what the committee arranges."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.initiatives.events import OwnerAssigned, PlanChanged, VisibilityChanged
from portal.initiatives.models import Initiative, InitiativeTeam, Visibility
from portal.initiatives.policy import can_plan, can_restrict
from portal.initiatives.queries import locked
from portal.initiatives.services.counting import place_of, recounted
from portal.initiatives.services.tagging import require_open_area, set_tags
from portal.initiatives.services.texts import MAX_TAGS, clean_tags
from portal.people.models import Person, Team
from portal.people.queries import shown_name

CHANGED_MEANWHILE = _l("Somebody changed this plan meanwhile. Your choice is kept; saving again replaces theirs.")


class Plan(NamedTuple):
    """Who is responsible, until when, for which area, under which tags."""

    owner_id: int | None
    due_on: date | None
    area_id: int | None
    tags: tuple[str, ...]

    @property
    def mark(self) -> str:
        """A short text that two plans share only when they are the same."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def present_plan(initiative: Initiative) -> Plan:
    """The plan as it stands."""
    tags = tuple(sorted(tag.name for tag in initiative.tags))
    return Plan(initiative.owner_id, initiative.due_on, initiative.area_id, tags)


def plan(
    session: Session,
    initiative: Initiative,
    actor: Actor,
    *,
    owner_id: int | None,
    due_on: date | None,
    area_id: int | None,
    tags: Sequence[str],
    opened: str | None = None,
    now: datetime,
) -> Initiative:
    """Say who is responsible, until when, for which area, under which tags. All four are set as given.

    ``opened`` is the mark of the plan that the form was opened with (None: whatever stands is replaced). Raises
    Conflict, with what stands now, when another plan was made meanwhile.
    """
    locked(session, initiative)
    require(can_plan(actor, initiative))
    tags = clean_tags(tags)
    _require_unchanged(initiative, Plan(owner_id, due_on, area_id, tuple(sorted(tags))), opened)
    _require_sensible(session, initiative, owner_id, due_on, area_id, now)
    if len(tags) > MAX_TAGS:
        raise Invalid(_l("That many tags find nothing. Choose up to eight."), field="tags")
    before = place_of(initiative)
    assign_owner(session, initiative, actor, owner_id, now=now)
    changed = [name for name, value in (("due_on", due_on), ("area", area_id)) if _present(initiative, name) != value]
    initiative.due_on, initiative.area_id = due_on, area_id
    if set_tags(session, initiative, tags):
        changed.append("tags")
    if {"area", "tags"} & set(changed):
        initiative.version += 1  # the author's form holds these too
    if changed:
        initiative.last_activity_at = now
        recounted(session, before, place_of(initiative))
        session.flush()  # the handlers of the event read the row
        record(session, PlanChanged(initiative_id=initiative.id, what=tuple(changed)), actor, at=now)
    return initiative


def _present(initiative: Initiative, name: str) -> object:
    return initiative.due_on if name == "due_on" else initiative.area_id


def _require_unchanged(initiative: Initiative, wanted: Plan, opened: str | None) -> None:
    """Raise Conflict unless ``opened`` is what stands; a plan sent twice agrees with what stands and is none."""
    present = present_plan(initiative)
    if opened in {None, present.mark} or wanted == present:
        return
    shown = {
        "owner": shown_name(initiative.owner.name) if initiative.owner else _("Nobody yet"),
        "due_on": i18n.day(present.due_on) if present.due_on else "—",
        "area": initiative.area.name if initiative.area else _("Not sure"),
        "tags": ", ".join(present.tags) or "—",
    }
    differs = (name for name, mine, theirs in zip(shown, wanted, present, strict=True) if mine != theirs)
    raise Conflict(CHANGED_MEANWHILE, theirs={name: shown[name] for name in differs})


def _require_sensible(
    session: Session,
    initiative: Initiative,
    owner_id: int | None,
    due_on: date | None,
    area_id: int | None,
    now: datetime,
) -> None:
    if owner_id is not None and owner_id != initiative.owner_id:
        owner = session.get(Person, owner_id)
        if owner is None or owner.deactivated_at is not None:
            raise Invalid(_l("This person doesn't work here any more. Choose somebody else."), field="owner")
    if due_on is not None and due_on != initiative.due_on and due_on < i18n.today(now):
        raise Invalid(_l("This day has passed. Choose one that lies ahead."), field="due_on")
    require_open_area(session, area_id, present=initiative.area_id)


def assign_owner(
    session: Session, initiative: Initiative, actor: Actor, owner_id: int | None, *, now: datetime
) -> None:
    """Make somebody (or nobody) responsible, and say so when it is somebody else than before."""
    previous = initiative.owner_id
    if previous == owner_id:
        return
    initiative.owner_id = owner_id
    initiative.last_activity_at = now
    session.flush()  # whoever is told has to be able to see it: a restricted one opens to its owner
    record(
        session,
        OwnerAssigned(initiative_id=initiative.id, owner_id=owner_id, previous_owner_id=previous),
        actor,
        at=now,
    )


def restrict(
    session: Session, initiative: Initiative, actor: Actor, *, team_ids: Collection[int], now: datetime
) -> Initiative:
    """Show it only to author, owner, committee and these teams (perhaps none)."""
    locked(session, initiative)
    require(can_restrict(actor, initiative))
    known = set(session.scalars(select(Team.id).where(Team.id.in_(team_ids))))
    if known != set(team_ids):
        raise Invalid(_l("One of these teams doesn't exist any more. Choose again."), field="teams")
    return _set_visibility(session, initiative, actor, Visibility.TEAMS, known, now)


def open_again(session: Session, initiative: Initiative, actor: Actor, *, now: datetime) -> Initiative:
    """Show it to everyone."""
    locked(session, initiative)
    require(can_restrict(actor, initiative))
    return _set_visibility(session, initiative, actor, Visibility.EVERYONE, set(), now)


def _set_visibility(
    session: Session,
    initiative: Initiative,
    actor: Actor,
    visibility: Visibility,
    team_ids: set[int],
    now: datetime,
) -> Initiative:
    before = place_of(initiative)
    teams = InitiativeTeam.initiative_id == initiative.id
    if (
        initiative.visibility is visibility
        and set(session.scalars(select(InitiativeTeam.team_id).where(teams))) == team_ids
    ):
        return initiative
    initiative.visibility = visibility
    session.execute(delete(InitiativeTeam).where(teams))
    session.add_all(InitiativeTeam(initiative_id=initiative.id, team_id=team_id) for team_id in sorted(team_ids))
    recounted(session, before, place_of(initiative))
    session.flush()  # the handlers of the event ask who may see it now
    record(session, VisibilityChanged(initiative_id=initiative.id, visibility=visibility.value), actor, at=now)
    return initiative
