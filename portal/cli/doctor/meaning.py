"""Search by meaning: whether the model runs here, and whether every text has its vectors."""

from portal.cli.doctor.checks import Check, Examined, Faults
from portal.core.work import PeriodicRun
from portal.search.meaning.embedder import embedder
from portal.search.meaning.matrix import matrix_at
from portal.search.meaning.probing import fault_of
from portal.search.meaning.vectors import FILE, bring_up_to_date, count_stale
from portal.search.place import place_of

#: Fewer are made within minutes of the change that asks for them.
MANY = 200


def _meaning(examined: Examined) -> Faults:
    session = examined.session
    place = place_of(session)
    if not place.semantic or session.get(PeriodicRun, "search.meanings") is None:
        return []  # not wanted, or a portal that has never been served
    if why := fault_of(place.meaning):
        return [f"Search goes by words alone: {why} To leave it so without this line: PORTAL_SEMANTIC=off"]
    model = embedder(place)
    if model is None:
        return ["Search goes by words alone: the model can't be loaded; the log says why."]
    stale = count_stale(session, model.name)
    if stale > MANY:
        return [f"{stale} texts are searched by words alone until a worker has made their vectors; or: --fix"]
    if not stale and matrix_at(place.meaning / FILE) is None:
        return ["The file of vectors is missing or damaged. A running worker writes it anew; or: --fix"]
    return []


def _mend() -> str:
    return f"vectors of {bring_up_to_date()} texts were made"


CHECKS = (Check("Search by meaning", _meaning, _mend),)
