"""`portal search` and `portal similar`: what people would find, on the command line."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from portal.cli.application import portal_app, progress, say
from portal.cli.database import make_database_if_new
from portal.core.actor import Actor
from portal.core.db import db
from portal.people.identity import actor_of
from portal.people.models import Role
from portal.people.queries import find_by_email
from portal.search.asking import Filters, Found
from portal.search.engine import IndexBroken
from portal.search.finding import find
from portal.search.indexing import catch_up
from portal.search.look_alikes import KINDS
from portal.search.meaning.embedder import embedder
from portal.search.meaning.vectors import bring_up_to_date, count_stale
from portal.search.place import place_of
from portal.search.similar import similar
from portal.search.sources import sources

MAX_LIMIT = 200
#: What any employee may find, who has written nothing.
ANYBODY = Actor(id=0, name="", roles=frozenset({Role.EMPLOYEE}))


@click.command("search")
@click.argument("text")
@click.option("--as", "email", metavar="EMAIL", help="Find what this person may see; else what any employee may.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only these: initiative, case, algorithm, ...")
@click.option("--limit", type=click.IntRange(1, MAX_LIMIT), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print a list of {kind, id, title, score}.")
def search_command(text: str, email: str | None, kinds: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find TEXT. When TEXT is -, each line of standard input is a query, and each is answered by one line.

    The id is the one that an item had in its import, else its number. People and tags are found when --kind names
    them. Index and vectors are brought up to date first.
    """
    with portal_app() as app:
        make_database_if_new(app)
        filters = Filters(kinds=_kinds(kinds) or KINDS)
        actor = _actor(email)
        _bring_up_to_date()
        for query in _lines() if text == "-" else [text]:
            _print(_found(query, actor, filters, limit), as_json=as_json or text == "-")


def _found(query: str, actor: Actor, filters: Filters, limit: int) -> Sequence[Found]:
    """Nothing for a line without words, which would list everything of the kinds."""
    if not query.strip():
        return ()
    answer = find(db.session(), query, actor, limit=limit, filters=filters)
    db.session().rollback()
    if answer.incomplete:
        say(answer.incomplete)
    return answer.results


@click.command("similar")
@click.option("--as", "email", metavar="EMAIL", help="Compare with what this person may see.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only these: initiative, case, algorithm, ...")
@click.option("--limit", type=click.IntRange(1, MAX_LIMIT), default=5, show_default=True)
@click.option("--json", "_as_json", is_flag=True, help="Print JSON, which is what it prints anyway.")
def similar_command(email: str | None, kinds: tuple[str, ...], limit: int, _as_json: bool) -> None:
    """What the portal would show beside a text as much like it.

    Each line of standard input is {"title", "body", "lang"}; for each one [[id, score], ...] is printed, the likeliest
    first, often nothing.
    """
    with portal_app() as app:
        make_database_if_new(app)
        wanted = _kinds(kinds) or KINDS
        actor = _actor(email)
        _bring_up_to_date()
        for number, line in enumerate(_lines(), 1):
            title, body, lang = _draft(number, line)
            found = similar(db.session(), title, body, lang, actor, kinds=wanted, limit=limit)
            db.session().rollback()
            click.echo(json.dumps([[_id(one), one.score] for one in found], ensure_ascii=False))


def _bring_up_to_date() -> None:
    try:
        if changes := catch_up():
            say(f"{changes} changes were indexed.")
    except IndexBroken as error:
        say(f"The index can't be brought up to date ({error}): searching with what there is.")
    place = place_of(db.session())
    model = embedder(place)
    if model is None:
        say("Searching by words alone: there is no model for meanings here.")
        return
    stale = count_stale(db.session(), model.name)
    db.session().rollback()
    if stale:
        say(f"Making vectors of {stale} texts; this is done once for each text.")
    with progress("Meanings", stale) as bar:
        bring_up_to_date(bar.update)


def _kinds(names: Iterable[str]) -> frozenset[str]:
    known = [kind for kind, _source in sources.items()]
    for name in names:
        if name not in known:
            raise click.BadParameter(f"{name!r} is none of {', '.join(known)}.", param_hint="--kind")
    return frozenset(names)


def _actor(email: str | None) -> Actor:
    if email is None:
        return ANYBODY
    person = find_by_email(db.session(), email.strip())
    if person is None:
        raise click.ClickException(f"Nobody has the address {email}.")
    return actor_of(db.session(), person)


def _lines() -> Iterator[str]:
    """Lines of standard input as UTF-8, whatever the terminal says."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", errors="replace").strip("\r\n")


def _draft(number: int, line: str) -> tuple[str, str, str]:
    try:
        said = json.loads(line)
    except ValueError as error:
        raise click.ClickException(f"Line {number} isn't JSON: {error}") from error
    if not isinstance(said, dict):
        raise click.ClickException(f"Line {number} is no object with a title and a body.")
    title, body, lang = (said.get(name) or "" for name in ("title", "body", "lang"))
    return str(title), str(body), str(lang)


def _print(found: Iterable[Found], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_row(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.score:.2f}  {one.kind:10}  {_id(one)!s:10}  {one.title}")


def _row(one: Found) -> dict[str, Any]:
    return {"kind": one.kind, "id": _id(one), "title": one.title, "score": one.score}


def _id(one: Found) -> str | int:
    return one.external_id or one.item_id
