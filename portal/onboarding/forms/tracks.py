"""What editors of tracks fill in."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput, NumberInput

from portal.core.extension import ItemRef
from portal.core.forms import Form, Letters, LineField, NumberOfRow, Required, TextField, VerbatimField
from portal.core.i18n import LANGUAGES
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_path, read_number
from portal.core.typed import whole_number
from portal.onboarding.marks import section_mark, step_mark, words_mark
from portal.onboarding.models import (
    MAX_BODY_LETTERS,
    MAX_CHANGE_NOTE_LETTERS,
    MAX_DUE_DAY,
    MAX_MINUTES,
    MAX_QUESTIONS_LETTERS,
    MAX_SUMMARY_LETTERS,
    MAX_TITLE_LETTERS,
    MIN_TITLE_LETTERS,
    Condition,
    StepKind,
    Track,
    TrackSection,
    TrackStep,
    TrackVersion,
)
from portal.onboarding.track_words import CONDITIONS, FIELDS, KINDS
from portal.people.forms import AnyPersonField

_LANGUAGES = [SelectChoice(code, name) for code, name in LANGUAGES.items()]


class SmallNumber(IntegerField):
    """A number of a few digits, or nothing."""

    widget = NumberInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = whole_number(typed)
        if typed and self.data is None:
            raise ValueError(self.gettext("Not a valid integer value."))


class KnownForm(Form):
    """A form that says how what it changes stood when it was opened."""

    known = HiddenField(validators=[Optional(), Length(max=64)])

    def stand_beside(self, standing: "KnownForm") -> None:
        """Show what somebody else saved meanwhile; sent again, this one takes its place."""
        self.show_theirs(standing)
        self.known.data = standing.known.data


class WordsForm(KnownForm):
    """What a track is called and what it is for. ``language``: of a new one."""

    title = LineField(FIELDS["title"], [Required(), Letters(MIN_TITLE_LETTERS, MAX_TITLE_LETTERS)])
    summary = TextField(_l("What it is for"), [Letters(high=MAX_SUMMARY_LETTERS)])
    language = SelectField(_l("Language"), choices=_LANGUAGES, validators=[Optional()])
    submission_key = HiddenField(validators=[Optional(), Length(max=64)])

    @classmethod
    def of(cls, version: TrackVersion) -> "WordsForm":
        """The form as the version stands now, whatever the request holds."""
        return cls(formdata=None, title=version.title, summary=version.summary, known=words_mark(version))


class SettingsForm(Form):
    """What holds at once: language, who may begin it, who keeps it."""

    language = SelectField(_l("Language"), choices=_LANGUAGES)
    keeper = AnyPersonField(_l("Keeper of the track"))
    open_to_all = BooleanField(_l("Anybody may begin it by themselves"))
    for_newcomers = BooleanField(_l("New people begin with it"))
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])

    @classmethod
    def of(cls, track: Track) -> "SettingsForm":
        """The form as the track stands now, whatever the request holds."""
        return cls(
            formdata=None, language=track.language, keeper=track.keeper_id, open_to_all=track.open_to_all,
            for_newcomers=track.for_newcomers, version=track.version,
        )  # fmt: skip


class SectionForm(KnownForm):
    """A part of a track."""

    title = LineField(FIELDS["title"], [Required(), Letters(MIN_TITLE_LETTERS, MAX_TITLE_LETTERS)])
    intro = TextField(_l("A few words to begin with"), [Letters(high=MAX_SUMMARY_LETTERS)])

    @classmethod
    def of(cls, row: TrackSection) -> "SectionForm":
        """The form as the section stands now, whatever the request holds."""
        return cls(formdata=None, title=row.title, intro=row.intro, known=section_mark(row))


class StepForm(KnownForm):
    """One step: what is done, when, and how one sees that it was understood."""

    kind = SelectField(FIELDS["kind"], coerce=StepKind)
    title = LineField(FIELDS["title"], [Required(), Letters(MIN_TITLE_LETTERS, MAX_TITLE_LETTERS)])
    body = TextField(FIELDS["body"], [Letters(high=MAX_BODY_LETTERS)])
    minutes = SmallNumber(FIELDS["minutes"], [Required()], widget=NumberInput(min=1, max=MAX_MINUTES))
    due_day = SmallNumber(FIELDS["due_day"], [Optional()], widget=NumberInput(min=1, max=MAX_DUE_DAY))
    required = BooleanField(FIELDS["required"])
    after = SelectField(
        FIELDS["after"], coerce=Condition, choices=[(one.value, word) for one, word in CONDITIONS.items()]
    )
    questions = VerbatimField(FIELDS["questions"], [Letters(high=MAX_QUESTIONS_LETTERS)])
    item = HiddenField(validators=[Optional(), Length(max=40)])

    def offer(self, kinds: Sequence[StepKind]) -> None:
        """Set what may be done in this step."""
        self.kind.choices = [SelectChoice(kind.value, KINDS[kind]) for kind in kinds]

    @property
    def ref(self) -> ItemRef | None:
        """What the step is about, as the form says it."""
        return read_ref(self.item.data or "")

    @classmethod
    def of(cls, row: TrackStep) -> "StepForm":
        """The form as the step stands now, whatever the request holds."""
        return cls(
            formdata=None, kind=row.kind, title=row.title, body=row.body, minutes=row.minutes, due_day=row.due_day,
            required=row.required, after=row.after, questions=row.questions, known=step_mark(row),
            item=ref_words(row.item_kind, row.item_id),
        )  # fmt: skip


class PublishForm(Form):
    """What changed, for learners and mentors."""

    change_note = TextField(_l("What changed, and why"), [Letters(high=MAX_CHANGE_NOTE_LETTERS)])
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])


def read_ref(text: str) -> ItemRef | None:
    """An item as forms name it: 'case:12'."""
    kind, _colon, digits = text.partition(":")
    number = read_number(digits)
    return ItemRef(kind, number) if number is not None and kind else None


def ref_words(kind: str | None, number: int | None) -> str:
    """The other way round; nothing for nothing."""
    return f"{kind}:{number_path(number)}" if kind is not None and number is not None else ""
