"""The shape of what people type about items of knowledge. Rules of the house live in the services."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import Length, Optional

from portal.core.forms import (
    DayField,
    Form,
    Letters,
    LineField,
    NumberOfRow,
    Required,
    TagsField,
    TextField,
    VerbatimField,
    id_or_none,
    options,
)
from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.anchoring import Selector
from portal.knowledge.channels import CHANNELS
from portal.knowledge.models import (
    MAX_MARK_NOTE_LETTERS,
    MAX_NOTE_LETTERS,
    MAX_QUOTE_LETTERS,
    MAX_REASON_LETTERS,
    MAX_REVIEW_NOTE_LETTERS,
    MAX_TITLE_LETTERS,
    MIN_REASON_LETTERS,
    MIN_TITLE_LETTERS,
)
from portal.knowledge.shapes import Part, Shape, shapes
from portal.people.forms import AnyPersonField

#: What somebody writes in any of these forms: the words of the parts among them.
WORDS = (
    "title", "situation", "action", "reaction", "lesson", "quote", "body", "used_to_say", "why", "source", "tags",
    "note",
)  # fmt: skip
#: What they choose.
CHOICES = ("genre", "area", "channel", "major")


class WritingForm(Form):
    """A text as its author writes it; the parts are added by ``writing_form``. What says its own title has no field for
    it, nor for tags: these are None.
    """

    shape: Shape

    title = LineField(_l("Title"), [Required(), Letters(MIN_TITLE_LETTERS, MAX_TITLE_LETTERS)])
    genre = RadioField(_l("Kind"), coerce=id_or_none)
    area = SelectField(_l("Area"), coerce=id_or_none)
    channel = SelectField(_l("Where was it?"), [Optional()])
    tags = TagsField(_l("Tags"), [Letters(high=400)])
    note = LineField(_l("What changes, and why?"), [Letters(high=MAX_NOTE_LETTERS)])
    major = BooleanField(_l("It changes what people do"))

    def offer(self, genres: Sequence[tuple[int, str]], areas: Sequence[tuple[int, str]]) -> None:
        """Set what there is to choose from."""
        self.genre.choices = options(genres)
        self.area.choices = options(areas, _l("Not sure"))
        if self.channel is not None:
            self.channel.choices = [
                SelectChoice("", _l("Not said")),
                *(SelectChoice(key, label) for key, label in CHANNELS.items()),
            ]

    @property
    def own_title(self) -> str:
        """What it is called so far."""
        own_facts = self.shape.own_facts
        return own_facts(self.typed_parts).title if own_facts is not None else self.title.data or ""

    @property
    def parts(self) -> list[tuple[Part, Any]]:
        """The parts with their fields, in the order of the shape."""
        return [(part, self[part.key]) for part in self.shape.parts]

    @property
    def typed_parts(self) -> dict[str, str]:
        """What was typed into each part."""
        return {part.key: field.data or "" for part, field in self.parts}


@cache
def writing_form(shape_name: str) -> type[WritingForm]:
    """The form of a shape, made once."""
    shape = shapes[shape_name]
    fields: dict[str, Any] = {"shape": shape, "title": _title(shape)}
    if shape.own_facts is not None:
        fields |= {"title": None, "tags": None}
    if not shape.has_channel:
        fields["channel"] = None
    fields |= {part.key: _field(part) for part in shape.parts}
    return type(f"{shape_name.title()}Form", (WritingForm,), fields)


def _title(shape: Shape) -> LineField:
    return LineField(shape.title_label, [Required(), Letters(shape.title_min_letters, MAX_TITLE_LETTERS)])


def _field(part: Part) -> TextField:
    needed = [Required()] if part.required else []
    low = part.min_letters if part.required else 0
    kind = VerbatimField if part.verbatim else TextField
    return kind(part.label, [*needed, Letters(low, part.max_letters)])


def filled(shape_name: str, fields: Mapping[str, Any]) -> WritingForm:
    """The form of a shape as a draft has kept it, whatever the request holds."""
    return writing_form(shape_name)(formdata=MultiDict(fields))


class StatementForm(Form):
    """What an editor states of what the guard has found."""

    not_personal = BooleanField(_l("I have looked at each of these places: none of them is about a person"))


class PublishForm(StatementForm):
    """What an editor settles when a text is to stand."""

    keeper = AnyPersonField(_l("Who keeps it true"))
    check_again_on = DayField(_l("Look at it again on"))


class SendBackForm(Form):
    """What an editor asks for first."""

    note = TextField(_l("What is still missing?"), [Required(), Letters(MIN_REASON_LETTERS, MAX_REVIEW_NOTE_LETTERS)])


class ArchiveForm(Form):
    """Why it doesn't hold any more."""

    reason = LineField(
        _l("Why doesn't it hold any more?"), [Required(), Letters(MIN_REASON_LETTERS, MAX_REASON_LETTERS)]
    )


class CloseForm(Form):
    """Why a former version is closed."""

    reason = LineField(_l("Why is it closed?"), [Required(), Letters(MIN_REASON_LETTERS, MAX_REASON_LETTERS)])


class NoteForm(Form):
    """What is good about some words."""

    note = TextField(_l("What is good about it?"), validators=[Letters(high=MAX_MARK_NOTE_LETTERS)])


class MarkForm(NoteForm):
    """Some words of a text: chosen in it (with a script), or from its sentences."""

    part = HiddenField(validators=[Length(max=40)])
    quote = HiddenField(validators=[Length(max=4 * MAX_QUOTE_LETTERS)])
    prefix = HiddenField(validators=[Length(max=4 * MAX_QUOTE_LETTERS)])
    suffix = HiddenField(validators=[Length(max=4 * MAX_QUOTE_LETTERS)])
    start = NumberOfRow(validators=[Optional()])
    #: A sentence of the list: its part, where it begins, and its words, with a colon between.
    choice = HiddenField(validators=[Length(max=4 * MAX_QUOTE_LETTERS)])
    submission_key = HiddenField(validators=[Optional(), Length(max=64)])

    @property
    def chosen(self) -> tuple[str, Selector]:
        """The part, and which words of it."""
        part, start, quote = self.part.data or "", self.start.data or 0, self.quote.data or ""
        choice = self.choice.data or ""
        if not quote and choice.count(":") > 1:
            part, place, quote = choice.split(":", 2)
            start = int(place) if place.isdecimal() and len(place) < 9 else 0
        return part, Selector(quote, self.prefix.data or "", self.suffix.data or "", start)
