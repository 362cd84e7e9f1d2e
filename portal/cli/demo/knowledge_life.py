"""Living the case base through: each moment is done by the service that a page would call, at its own time."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.cases.services import choose_case_of_the_day
from portal.cli.demo.ahead import Ahead
from portal.cli.demo.company import Company
from portal.cli.demo.knowledge_pictures import Pictures
from portal.cli.demo.laying_out import Said, at_address, what_is_said
from portal.cli.demo.talking import Deed, Talk
from portal.cli.demo.timeline import NOBODY, Moment
from portal.cli.demo.voices import Voices
from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.guard.findings import knowing
from portal.guard.queries import allowed
from portal.knowledge.anchoring import Selector
from portal.knowledge.models import Collection, ItemReactionKind, KnowledgeItem, KnowledgeRevision
from portal.knowledge.queries import KnownGenre, genres, open_revision
from portal.knowledge.services.acknowledging import acknowledge, ask_to_acknowledge
from portal.knowledge.services.collecting import make, put_in
from portal.knowledge.services.genres import add_genre
from portal.knowledge.services.helpfulness import say_whether_it_helped, settle
from portal.knowledge.services.keeping import archive, confirm_true, set_check_again
from portal.knowledge.services.marking import mark
from portal.knowledge.services.reacting import react
from portal.knowledge.services.reviewing import hand_in, publish, send_back
from portal.knowledge.services.writing import begin, begin_beside, save
from portal.linking.relations import Relation
from portal.linking.services import tie
from portal.people.models import Role

#: Genres of the company's own, by the key that the cases use: the shape and the names.
OWN_GENRES = {"first_day": ("story", {"uk": "Перший день", "ru": "Первый день", "en": "First day"})}


class KnowledgeLife:
    """What has become of the case base so far."""

    def __init__(self, company: Company, talk: Talk, voices: Voices, pictures: Pictures, ahead: Ahead) -> None:
        self._company, self._talk, self._voices, self._pictures = company, talk, voices, pictures
        self._ahead = ahead
        self._genres: dict[str, KnownGenre] = {}
        self._said: dict[str, Said] = {}
        self._public: tuple[str, ...] = ()
        self._items: dict[str, KnowledgeItem] = {}
        #: Held between the things that happen to it; services read it anew.
        self._open_ones: dict[str, KnowledgeRevision] = {}
        #: The number of the revision that stands.
        self._standing: dict[str, int] = {}
        self._collections: dict[str, tuple[int, set[str]]] = {}
        self.nobodys: dict[str, Callable[[Session, Moment], None]] = {
            "seal_mistake": self._seal_mistake,
            "choose_case_of_the_day": lambda session, moment: choose_case_of_the_day(session, moment.at),
        }
        self.deeds: dict[str, Deed] = {
            **self._writing_deeds(),
            "react_to_item": self._react,
            "find_helpful": self._find_helpful,
            "find_unhelpful": self._find_unhelpful,
            "settle": self._settle,
            "acknowledge": self._acknowledge,
            "mark": self._mark,
            "tie": self._tie,
            "collect": self._collect,
            "put_in": self._put_in,
        }

    def found(self, session: Session, founded: datetime) -> None:
        """The company's own genres, beside those that every portal has."""
        administrator = next(one.actor for one in self._company.people.values() if one.actor.has(Role.ADMINISTRATOR))
        made = {
            key: add_genre(session, administrator, shape_name=shape, names=names, now=founded).id
            for key, (shape, names) in OWN_GENRES.items()
        }
        self._public = allowed(session)
        known = genres(session)
        self._genres = {**known.by_key, **{key: known.by_id[genre_id] for key, genre_id in made.items()}}

    def prepare(self, moment: Moment) -> None:
        """Have a text and its picture made ahead."""
        data = moment.data
        area_id = self._company.areas[data["area"]] if "area" in data else None
        self._ahead.add(moment.story, what_is_said, data, self._genres[data["genre"]], area_id, self._public)
        if "picture" in data:
            self._pictures.prepare(moment.story, data["picture"], has_name=moment.by != NOBODY)

    def _writing_deeds(self) -> dict[str, Deed]:
        return {
            "begin": self._begin,
            "hand_in": self._hand_in,
            "send_back": self._send_back,
            "publish": self._publish,
            "revise": self._revise,
            "ask_to_acknowledge": self._ask_to_acknowledge,
            "confirm": self._confirm,
            "archive": self._archive,
        }

    def _item(self, session: Session, moment: Moment) -> KnowledgeItem:
        """Held, so that it isn't read again for each click; services that change it read it anew."""
        if moment.story not in self._items:
            self._items[moment.story] = session.get_one(KnowledgeItem, self._talk.items[moment.story].id)
        return self._items[moment.story]

    def _open(self, session: Session, moment: Moment) -> KnowledgeRevision:
        if moment.story not in self._open_ones:
            found = open_revision(session, self._item(session, moment))
            if found is None:
                raise LookupError("nothing is open")
            self._open_ones[moment.story] = found
        return self._open_ones[moment.story]

    def _begin(self, session: Session, moment: Moment, actor: Actor) -> None:
        said: Said = self._ahead.result(moment.story)
        if "picture" in moment.data:
            said = at_address(said, self._pictures.keep(session, moment.story, actor, now=moment.at))
        self._said[moment.story] = said
        kind, key = moment.data["kind"], f"demo-{moment.story}"
        made = begin(session, actor, kind, said.contents[0], submission_key=key, now=moment.at)
        self._talk.items[moment.story] = ItemRef(made.kind, made.id)

    def _seal_mistake(self, session: Session, moment: Moment) -> None:
        said: Said = self._ahead.result(moment.story)
        pictures = self._pictures.nobodys(moment.story) if "picture" in moment.data else []
        for picture in pictures:
            said = at_address(said, picture.token)
        self._said[moment.story] = said
        number = self._voices.seal_mistake(session, moment.story, said.contents[0], pictures)
        self._talk.items[moment.story] = ItemRef(moment.data["kind"], number)

    def _hand_in(self, session: Session, moment: Moment, actor: Actor) -> None:
        hand_in(session, self._open(session, moment), actor, now=moment.at)

    def _send_back(self, session: Session, moment: Moment, actor: Actor) -> None:
        send_back(session, self._open(session, moment), actor, note=moment.data["text"], now=moment.at)

    def _publish(self, session: Session, moment: Moment, actor: Actor) -> None:
        revision = self._open(session, moment)
        del self._open_ones[moment.story]
        keeper = self._company.people[moment.data["keeper"]].actor
        with knowing(self._said[moment.story].looked_through):
            publish(session, revision, actor, keeper_id=keeper.id, not_personal=True, now=moment.at)
        self._standing[moment.story] = revision.number

    def _revise(self, session: Session, moment: Moment, actor: Actor) -> None:
        said = moment.data
        revision = begin_beside(session, self._item(session, moment), actor, moment.at)
        self._open_ones[moment.story] = revision
        content = self._said[moment.story].contents[said["place"]]
        save(
            session, revision, actor, content,
            version=revision.version, note=said["note"], major=said["major"], now=moment.at,
        )  # fmt: skip

    def _react(self, session: Session, moment: Moment, actor: Actor) -> None:
        kind, item = ItemReactionKind(moment.data["kind"]), self._item(session, moment)
        if self._talk.is_old(moment):
            self._talk.clicks.react(session, item, actor, kind, moment.at)
        else:
            react(session, item, actor, kind, now=moment.at)

    def _find_helpful(self, session: Session, moment: Moment, actor: Actor) -> None:
        item = self._item(session, moment)
        if self._talk.is_old(moment):
            self._talk.clicks.find_helpful(session, item, self._standing[moment.story], actor, moment.at)
        else:
            say_whether_it_helped(session, item, actor, helpful=True, now=moment.at)

    def _find_unhelpful(self, session: Session, moment: Moment, actor: Actor) -> None:
        item, reason = self._item(session, moment), moment.data["reason"]
        say_whether_it_helped(session, item, actor, helpful=False, reason=reason, now=moment.at)

    def _settle(self, session: Session, moment: Moment, actor: Actor) -> None:
        whose = self._company.people[moment.data["of"]].actor.id
        settle(session, self._item(session, moment), whose, actor, now=moment.at)

    def _ask_to_acknowledge(self, session: Session, moment: Moment, actor: Actor) -> None:
        ask_to_acknowledge(session, self._item(session, moment), actor, now=moment.at)

    def _acknowledge(self, session: Session, moment: Moment, actor: Actor) -> None:
        number, item = self._standing[moment.story], self._item(session, moment)
        if self._talk.is_old(moment):
            self._talk.clicks.acknowledge(session, item, number, actor, moment.at)
        else:
            acknowledge(session, item, actor, number=number, now=moment.at)

    def _confirm(self, session: Session, moment: Moment, actor: Actor) -> None:
        item = self._item(session, moment)
        confirm_true(session, item, actor, now=moment.at)
        if moment.data["days"]:
            day = (moment.at + timedelta(days=moment.data["days"])).date()
            set_check_again(session, item, actor, day, now=moment.at)

    def _archive(self, session: Session, moment: Moment, actor: Actor) -> None:
        archive(session, self._item(session, moment), actor, reason=moment.data["reason"], now=moment.at)

    def _mark(self, session: Session, moment: Moment, actor: Actor) -> None:
        said, item = moment.data, self._item(session, moment)
        mark(session, item, actor, said["part"], Selector(said["quote"]), note=said["note"], now=moment.at)

    def _tie(self, session: Session, moment: Moment, actor: Actor) -> None:
        kind, _, key = moment.data["to"].partition(":")
        other = self._talk.items[key if kind == "initiative" else moment.data["to"]]
        relation = Relation(moment.data["kind"])
        tie(session, self._talk.items[moment.story], relation, other, actor, now=moment.at)

    def _collect(self, session: Session, moment: Moment, actor: Actor) -> None:
        title, about = moment.data["title"], self._ahead.result(moment.data["about"])
        made = make(session, actor, title=title, about=about, submission_key=f"demo-{moment.story}", now=moment.at)
        self._collections[moment.story] = made.id, set()

    def _put_in(self, session: Session, moment: Moment, actor: Actor) -> None:
        """In the order of the file, whatever came first."""
        key, order = moment.data["item"], moment.data["order"]
        collection_id, there = self._collections[moment.story]
        place = sum(other in there for other in order[: order.index(key)])
        item = session.get_one(KnowledgeItem, self._talk.items[key].id)
        put_in(session, session.get_one(Collection, collection_id), item, actor, position=place, now=moment.at)
        there.add(key)
