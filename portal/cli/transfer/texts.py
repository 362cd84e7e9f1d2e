"""The Markdown of every line, laid out: slow, so before the transaction."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from portal.cli.transfer.file_lines import ChangeLine, FileLines, GenreLine, InitiativeLine, ItemLine, Line
from portal.cli.transfer.picture_addresses import PictureAddresses
from portal.core.errors import AtLine, DomainError, Invalid
from portal.core.line_faults import LineFault
from portal.core.markdown import RenderedText, render
from portal.core.privacy import find
from portal.guard.queries import allowed
from portal.initiatives.services.texts import InitiativeTexts, render_texts
from portal.knowledge.queries import KnownGenre, genres
from portal.knowledge.services.content import Content, render_content
from portal.people.services.person_fields import shown

Step = Callable[[], None]
Place = tuple[str, int]


@dataclass(slots=True)
class Texts:
    """What lines say, by their places. A content of a genre that is yet to be made has its key in ``genre_keys``."""

    initiatives: dict[Place, InitiativeTexts] = field(default_factory=dict)
    #: Of items, and of changes of them.
    items: dict[Place, Content] = field(default_factory=dict)
    genre_keys: dict[Place, str] = field(default_factory=dict)
    collections: dict[Place, RenderedText] = field(default_factory=dict)
    #: Question and answer.
    cards: dict[Place, tuple[RenderedText, RenderedText]] = field(default_factory=dict)
    #: What can't be laid out, and why: told later in the operator's language, not in that of the texts.
    refusals: list[tuple[Line, DomainError]] = field(default_factory=list)
    #: How many fragments look like personal data, by their kinds.
    personal: Counter[str] = field(default_factory=Counter)
    #: What the company itself has made public.
    public: tuple[str, ...] = ()


def place_of(line: Line) -> Place:
    """Where a line stands, as texts are kept."""
    return line.file, line.line


def faults_of(line: Line, error: DomainError) -> list[LineFault]:
    """What a rule says of a line; of a file's own text each sentence with the line that it is about."""
    return [
        LineFault(said.line, said.bare, "", line.file)
        if isinstance(said, AtLine) and line.file and not line.file.endswith(".jsonl")
        else LineFault(line.line, str(said), error.field or "", line.file)
        for said in error.sentences
    ]


def lay_out(session: Session, found: FileLines, pictures: PictureAddresses, step: Step) -> Texts:
    """Render everything; the session is only read from."""
    texts, book = Texts(public=allowed(session)), _Genres(session, found.genres)
    for initiative in found.initiatives:
        texts.initiatives[place_of(initiative)] = _initiative(initiative, pictures)
        _look_for_people(texts, initiative.title, initiative.problem, initiative.solution, initiative.outcome)
        step()
    told: list[ItemLine | ChangeLine] = [*found.items, *found.changes]
    for item in told:
        try:
            genre = book.of(item)
            texts.items[place_of(item)] = _item(item, genre, pictures)
            texts.genre_keys[place_of(item)] = genre.key
            _look_for_people(texts, item.title, *item.parts.values())
        except DomainError as error:
            texts.refusals.append((item, error))
        step()
    for collection in found.collections:
        about = pictures.settled("collection", collection.id, collection.about)
        texts.collections[place_of(collection)] = render(about)
        step()
    for card in found.cards:
        texts.cards[place_of(card)] = render(card.front), render(card.back)
        _look_for_people(texts, card.front, card.back)
        step()
    return texts


def _look_for_people(texts: Texts, *said: str) -> None:
    """Whoever brings texts in is told what may be in them; a person reviews them afterwards."""
    texts.personal.update(span.kind.value for text in said for span in find(text, texts.public))


def _initiative(line: InitiativeLine, pictures: PictureAddresses) -> InitiativeTexts:
    problem, solution, outcome = (
        pictures.settled("initiative", line.id, text) for text in (line.problem, line.solution, line.outcome)
    )
    return render_texts(
        origin=line.origin, title=line.title, problem=problem, solution=solution, outcome=outcome,
        metric=line.metric, tags=line.tags, language=line.language,
    )  # fmt: skip


def _item(line: ItemLine | ChangeLine, genre: KnownGenre, pictures: PictureAddresses) -> Content:
    strange = sorted(name for name in line.parts if genre.shape.part(name) is None)
    if strange:
        raise Invalid(f"an item of the genre {genre.key} has no such part.", field=strange[0])
    return render_content(
        genre,
        title=line.title,
        parts={name: pictures.settled(*line.about, text) for name, text in line.parts.items()},
        channel=line.channel,
        tags=line.tags,
        language=line.language,
    )


class _Genres:
    """Those of the portal and those that the files bring along."""

    def __init__(self, session: Session, lines: Iterable[GenreLine]) -> None:
        self._known = genres(session)
        self._new = [_unborn(line) for line in lines if line.id not in self._known.by_key]

    def of(self, line: ItemLine | ChangeLine) -> KnownGenre:
        """The genre that a line names by its key or its name; without one, the first that has the line's parts."""
        kind, _id = line.about
        candidates = [*self._known.of_kind(kind), *(genre for genre in self._new if genre.kind == kind)]
        if line.genre is not None:
            wanted = line.genre.casefold()
            by_key = [genre for genre in candidates if genre.key.casefold() == wanted]
            by_name = [g for g in candidates if wanted in {name.casefold() for name in g.names.values()}]
            if found := [*by_key, *by_name]:
                return found[0]
            raise Invalid(f"there is no genre '{shown(line.genre)}' of this kind.", field="genre")
        fitting = [
            genre
            for genre in candidates
            if genre.retired_at is None and not genre.blameless
            and all(genre.shape.part(name) is not None for name in line.parts)
        ]  # fmt: skip
        if not fitting:
            raise Invalid("no genre of this kind has these parts; name one.", field="genre")
        return fitting[0]


def _unborn(line: GenreLine) -> KnownGenre:
    """A genre that is made with the import: no id yet."""
    return KnownGenre(0, line.id, line.of, line.shape, line.names, line.blameless, 0, None)


def with_places(content: Content, *, genre_id: int, area_id: int | None) -> Content:
    """The content with what is known only once the transaction has begun."""
    return replace(content, genre_id=genre_id, area_id=area_id)
