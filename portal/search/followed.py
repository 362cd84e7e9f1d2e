"""What has to be looked at again when something happened: kinds and ids of items, by the entry of the journal."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns import events as campaigns
from portal.core.journal import Event, JournalEntry
from portal.initiatives import events as initiatives
from portal.initiatives.models import Initiative
from portal.initiatives.queries.families import way_up
from portal.knowledge import events as knowledge
from portal.onboarding import events as onboarding
from portal.people import events as people
from portal.people.models import Person
from portal.practice import events as practice
from portal.search.models import SearchDocument
from portal.search.sources import sources

#: After these something else may be found, or by somebody else.
EVENTS: tuple[type[Event], ...] = (
    initiatives.InitiativeSubmitted,
    initiatives.InitiativeDiscarded,
    initiatives.InitiativeEdited,
    initiatives.InitiativeMoved,
    initiatives.OwnerAssigned,
    initiatives.PlanChanged,
    initiatives.VisibilityChanged,
    initiatives.InitiativesMerged,
    initiatives.InitiativeUnmerged,
    initiatives.SolutionProposed,
    initiatives.SolutionEdited,
    initiatives.SolutionWithdrawn,
    knowledge.ItemWritten,
    knowledge.ItemDiscarded,
    knowledge.ItemHandedIn,
    knowledge.ItemTakenBack,
    knowledge.ItemSentBack,
    knowledge.ItemPublished,
    knowledge.ItemArchived,
    knowledge.ItemBroughtBack,
    onboarding.TrackPublished,
    onboarding.TrackSettled,
    onboarding.TrackClosed,
    practice.DialoguePublished,
    practice.DialogueClosed,
    campaigns.CampaignStarted,
    campaigns.CampaignEdited,
    campaigns.CampaignClosed,
    campaigns.CampaignReopened,
    campaigns.ResultsTold,
    people.PersonAdded,
    people.PersonChanged,
    people.PersonDeactivated,
    people.PersonReactivated,
    people.PersonErased,
    people.TeamChanged,
)
#: Whether an account is open decides who sees what was sent back to its holder; an erased person is no author.
_ACCOUNTS = {people.PersonDeactivated.name, people.PersonReactivated.name, people.PersonErased.name}
Touched = dict[str, set[int]]


def touched(session: Session, entries: Iterable[JournalEntry]) -> Touched:
    """Ids by kind."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.item_kind == "team":
            found["person"] |= set(session.scalars(select(Person.id).where(Person.team_id == entry.item_id)))
        elif entry.item_kind in sources:
            found[entry.item_kind].add(entry.item_id)
        if entry.item_kind == "initiative":
            found["initiative"] |= _family(session, entry)
        if entry.name in _ACCOUNTS:
            for kind, ids in _written_by(session, entry.item_id).items():
                found[kind] |= ids
    return dict(found)


def _family(session: Session, entry: JournalEntry) -> set[int]:
    """Twins that were merged or parted, and what the initiative stands inside."""
    data: dict[str, Any] = entry.data
    twins = {int(number) for number in data.get("twin_ids", ())}
    if (twin := data.get("twin_id")) is not None:
        twins.add(int(twin))
    merged = select(Initiative.id).where(Initiative.id == entry.item_id, Initiative.merged_into_id.is_not(None))
    return twins | (set(way_up(session, entry.item_id)) if session.scalar(merged) is not None else set())


def _written_by(session: Session, person_id: int) -> Touched:
    found: defaultdict[str, set[int]] = defaultdict(set)
    rows = session.execute(
        select(SearchDocument.kind, SearchDocument.item_id)
        .where(SearchDocument.author_id == person_id, SearchDocument.part == "")
        .order_by(SearchDocument.id)
    )
    for kind, number in rows:
        found[kind].add(number)
    return found
