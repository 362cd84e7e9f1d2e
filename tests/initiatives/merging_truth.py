"""What is to be true at any time of merged and parted initiatives."""

from typing import Any

from sqlalchemy import or_, select

from portal.core.db import db
from portal.core.drafts import Draft
from portal.core.links import Link
from portal.discussion.models import Comment, Follow, Reaction
from portal.initiatives.models import CoAuthor, Initiative, Solution, SolutionSupport, Support
from portal.initiatives.queries.truth import COMMENTS, SOLUTIONS, SUPPORTS, TWINS
from portal.initiatives.services.counting import count_faults
from portal.linking.relations import Relation
from tests.initiatives.merging_ties import UNSENT
from tests.initiatives.merging_world import KIND, World, followed, rows


def check(world: World) -> None:
    """Each page shows what its family has, and everything is counted rightly."""
    for root in world.roots():
        family = world.family(root)
        _check_voices(world, root, family)
        _check_remarks(world, root, family)
        _check_follows(world, root, family)
        _check_ways(world, root, family)
        wrote = {world.authors[one].id for one in family} - {world.authors[root].id}
        assert rows(select(CoAuthor.person_id).where(CoAuthor.initiative_id == root)) == wrote
    _check_ties(world)
    _check_unsent(world)
    counted = (Initiative.support_count != SUPPORTS, Initiative.comment_count != COMMENTS)
    counted += (Initiative.twin_count != TWINS, Initiative.solution_count != SOLUTIONS)
    assert rows(select(Initiative.id).where(or_(*counted))) == set()
    assert count_faults(db.session()) == []


def _check_voices(world: World, root: int, family: list[int]) -> None:
    shown = {person for home, person in world.voices if home in family and not _blocked(world, home, person)}
    assert rows(select(Support.person_id).where(Support.initiative_id == root)) == shown
    given = select(Support.person_id).where(Support.initiative_id.in_(family)).order_by(Support.person_id)
    assert list(db.session().scalars(given)) == sorted(person for home, person in world.voices if home in family)


def _blocked(world: World, home: int, person: int) -> bool:
    """A voice doesn't count where it comes past what its person wrote."""
    return any(world.authors[one].id == person for one in world.path(home)[1:])


def _check_remarks(world: World, root: int, family: list[int]) -> None:
    columns = (Comment.id, Comment.parent_id, Comment.answered_id, Comment.withdrawn_at, Comment.hidden_at)
    session = db.session()
    found = session.execute(select(*columns).where(Comment.item_kind == KIND, Comment.item_id == root)).all()
    given = session.execute(select(Reaction.comment_id, Reaction.person_id)).all()
    reactions = {row.id: {person for key, person in given if key == row.id} for row in found}
    shown = {
        row.id: (row.parent_id, row.answered_id, bool(row.withdrawn_at), bool(row.hidden_at), reactions[row.id])
        for row in found
    }
    assert shown == {
        key: (one.parent, one.answered, one.withdrawn, one.hidden, one.reactions)
        for key, one in world.remarks.items()
        if one.home in family
    }


def _check_follows(world: World, root: int, family: list[int]) -> None:
    found = db.session().execute(select(Follow.person_id, Follow.muted).where(*followed(root))).all()
    assert {row.person_id for row in found} == {person for home, person in world.follows if home in family}
    own = {person: muted for (home, person), muted in world.follows.items() if home == root}
    assert {row.person_id: row.muted for row in found if row.person_id in own} == own
    said = select(Follow.person_id, Follow.muted).where(Follow.item_kind == KIND, Follow.item_id.in_(family))
    words = sorted((person, muted) for (home, person), muted in world.follows.items() if home in family)
    assert sorted(tuple(row) for row in db.session().execute(said)) == words


def _check_ways(world: World, root: int, family: list[int]) -> None:
    here = Solution.initiative_id == root
    own = rows(select(Solution.original_of_id).where(here, Solution.original_of_id.is_not(None)))
    assert own <= set(family)
    assert own >= set(family) - {root}
    proposed = rows(select(Solution.id).where(here, Solution.original_of_id.is_(None)))
    assert proposed == world.ways.at(family)
    chosen = {world.ways.chosen[root]} if root in world.ways.chosen else set()
    assert rows(select(Solution.id).where(here, Solution.chosen_at.is_not(None))) == chosen
    for key in proposed:
        backed = select(SolutionSupport.person_id).where(SolutionSupport.solution_id == key)
        assert rows(backed) == world.ways.all[key].backers


def _check_ties(world: World) -> None:
    """Each link leads to what stands for its ends; of those that say the same one is shown, to itself none."""
    found = {row.id: row for row in db.session().scalars(select(Link))}
    assert found.keys() == world.ties.links.keys()
    shown: dict[Any, list[bool]] = {}
    for key, (relation, homes) in world.ties.links.items():
        row, ends = found[key], tuple(world.root(home) for home in homes)
        assert (row.kind, row.from_id, row.to_id) == (relation.kind, *ends)
        said = (relation, frozenset(ends) if relation is Relation.SEE_ALSO else ends)
        shown.setdefault(said, []).append(not row.waits)
    for (_relation, ends), which in shown.items():
        assert sum(which) == (1 if len(set(ends)) > 1 else 0)


def _check_unsent(world: World) -> None:
    """It waits where its writer is led, or where it was typed; what is by itself has its own."""
    at = {row[0]: tuple(row[1:]) for row in db.session().execute(select(Draft.id, Draft.key, Draft.person_id))}
    assert at.keys() == world.ties.unsent.keys()
    for draft_id, (form, home, writer) in world.ties.unsent.items():
        key, person_id = at[draft_id]
        assert person_id == writer.id
        assert key in {UNSENT[form][1](one, writer) for one in (home, world.root(home))}
