"""The shape of what people type about initiatives. Rules of the house live in the services."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import DateField, Field, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import TextInput

from portal.core import i18n
from portal.core.db import db
from portal.core.forms import Form, Letters, LineField, TextField
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.models import MIN_PART_LETTERS, MIN_TITLE_LETTERS, Frequency, Initiative, Origin, Reach
from portal.people.forms import AnyPersonField
from portal.people.queries import person_names

MAX_NUMBER = Decimal(10) ** 14
#: What an <input type="date"> may send; a year of five digits would not fit the database.
LAST_DAY = date(2199, 12, 31)

FREQUENCIES = {
    Frequency.DAILY: _l("Every day"),
    Frequency.WEEKLY: _l("Every week"),
    Frequency.MONTHLY: _l("Every month"),
    Frequency.RARELY: _l("Rarely"),
}
REACHES = {
    Reach.ONE: _l("One"),
    Reach.SEVERAL: _l("2–10"),
    Reach.DOZENS: _l("11–100"),
    Reach.HUNDREDS: _l("More than 100"),
}


class Required(InputRequired):
    """A field that has to be filled in, with our own sentence."""

    def __init__(self) -> None:
        super().__init__(_l("Please fill this in."))


class NumberField(Field):
    """A number as people write it: '1 204,5', '7.6', '−3'. What can't be read stays in the field."""

    widget = TextInput()
    data: Decimal | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = "".join((valuelist[0] if valuelist else "").split())
        self.data = None
        if not typed:
            return
        try:
            self.data = Decimal(typed.replace(",", ".").replace("−", "-").rstrip("%"))
        except InvalidOperation as error:
            raise ValueError(i18n.gettext("Please write a number, for example 12 or 7,6.")) from error
        if not self.data.is_finite() or abs(self.data) >= MAX_NUMBER:
            self.data = None
            raise ValueError(i18n.gettext("This number is too large to be kept."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        plain = f"{self.data.normalize():f}"
        return plain if i18n.language() == "en" else plain.replace(".", ",")


class DayField(DateField):
    """A day, or nothing; the message is ours."""

    data: date | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not typed:
            return
        try:
            self.data = date.fromisoformat(typed)
        except ValueError as error:
            raise ValueError(i18n.gettext("Please choose a day of the calendar.")) from error
        if self.data > LAST_DAY:
            self.data = None
            raise ValueError(i18n.gettext("Please choose a day of the calendar."))


def _id_or_none(value: Any) -> int | None:
    return int(value) if value not in {"", None, "None"} else None


def _options(pairs: Sequence[tuple[int, str]], none: Any = None) -> list[SelectChoice]:
    """Choices by id; ``none`` is what stands for no choice, where that is one."""
    first = [] if none is None else [SelectChoice("", str(none))]
    return first + [SelectChoice(str(id_), name) for id_, name in pairs]


class TagsField(LineField):
    """Words with commas between them."""

    @property
    def names(self) -> list[str]:
        """The words one by one."""
        return [name for name in (part.strip() for part in (self.data or "").replace(";", ",").split(",")) if name]


class ProposalForm(Form):
    """An initiative as its author writes it."""

    kind = RadioField(
        _l("What is it?"),
        choices=[
            SelectChoice(Origin.PROBLEM.value, _l("A problem")),
            SelectChoice(Origin.OPPORTUNITY.value, _l("An opportunity")),
        ],
        default=Origin.PROBLEM.value,
    )
    title = LineField(_l("Title"), [Required(), Letters(MIN_TITLE_LETTERS, 160)])
    problem = TextField(_l("Problem or opportunity"), [Required(), Letters(MIN_PART_LETTERS)])
    solution = TextField(_l("Solution"), [Required(), Letters(MIN_PART_LETTERS)])
    outcome = TextField(_l("Expected outcome"), [Required(), Letters(MIN_PART_LETTERS)])
    metric_name = LineField(_l("What is measured"), [Letters(high=120)])
    metric_unit = LineField(_l("Unit"), [Letters(high=20)])
    baseline = NumberField(_l("Now"))
    target = NumberField(_l("Should become"))
    check_on = DayField(_l("Check on"))
    area = SelectField(_l("Area"), coerce=_id_or_none)
    tags = TagsField(_l("Tags"), [Letters(high=400)])

    def offer_areas(self, areas: Sequence[tuple[int, str]]) -> None:
        """Set the areas to choose from."""
        self.area.choices = _options(areas, _l("Not sure"))

    def validate_metric_name(self, field: LineField) -> None:
        """Numbers without a name say nothing."""
        numbers = (self.baseline, self.target)
        if not field.data and any(number.raw_data and number.raw_data[0].strip() for number in numbers):
            raise ValidationError(i18n.gettext("Please name what is measured, or leave the numbers out."))

    @classmethod
    def of(cls, initiative: Initiative) -> "ProposalForm":
        """The form as the initiative stands now."""
        return cls(
            kind=initiative.origin.value,
            title=initiative.title,
            problem=initiative.problem,
            solution=initiative.solution,
            outcome=initiative.outcome,
            metric_name=initiative.metric_name,
            metric_unit=initiative.metric_unit,
            baseline=initiative.metric_baseline,
            target=initiative.metric_target,
            check_on=initiative.metric_due_on,
            area=initiative.area_id,
            tags=", ".join(tag.name for tag in initiative.tags),
        )


class SupportForm(Form):
    """What a supporter knows of the matter; all of it optional."""

    frequency = RadioField(
        _l("How often do you meet this?"),
        choices=[SelectChoice(key.value, label) for key, label in FREQUENCIES.items()],
        validators=[Optional()],
    )
    reach = RadioField(
        _l("How many customers a month does it touch where you work?"),
        choices=[SelectChoice(key.value, label) for key, label in REACHES.items()],
        validators=[Optional()],
    )
    evidence = LineField(_l("An example"), [Letters(high=500)])

    @property
    def details(self) -> dict[str, Any]:
        """What was said, as the service takes it."""
        return {
            "frequency": Frequency(self.frequency.data) if self.frequency.data else None,
            "reach": Reach(self.reach.data) if self.reach.data else None,
            "evidence": self.evidence.data or "",
        }


class MoveForm(Form):
    """A decision."""

    to = RadioField(_l("Decision"), coerce=int, validators=[InputRequired(_l("Please choose what is decided."))])
    reason = TextField(_l("Answer"), [Letters(high=10_000)])
    until = DayField(_l("Back on"))

    def offer(self, statuses: Sequence[tuple[int, str]]) -> None:
        """Set the statuses to choose from."""
        self.to.choices = _options(statuses)


class OwnerField(AnyPersonField):
    """Somebody picked by name. Whoever is responsible now stays so under the name shown, even after they left."""

    #: Who is responsible now.
    present_id: int | None = None

    def process_data(self, value: Any) -> None:
        self.person_id = value
        self.data = "" if value is None else person_names(db.session(), [value])[value]

    def pre_validate(self, form: Any) -> None:
        present = self.present_id
        if self.data and present is not None and self.data == person_names(db.session(), [present])[present]:
            self.person_id = present
        else:
            super().pre_validate(form)


class PlanForm(Form):
    """Who does it, until when, where it belongs."""

    owner = OwnerField(_l("Responsible"))
    due_on = DayField(_l("Ready by"))
    area = SelectField(_l("Area"), coerce=_id_or_none)
    tags = TagsField(_l("Tags"), [Letters(high=400)])

    def offer(self, areas: Sequence[tuple[int, str]], *, owner_id: int | None) -> None:
        """Set the areas to choose from, and who is responsible now."""
        self.owner.present_id = owner_id
        self.area.choices = _options(areas, _l("Not sure"))


class RestrictForm(Form):
    """To whom an initiative is open."""

    scope = RadioField(
        _l("Who can see it"),
        choices=[SelectChoice("everyone", _l("Everyone")), SelectChoice("teams", _l("Only these teams"))],
        default="everyone",
    )
    teams = SelectMultipleField(
        _l("Teams"),
        coerce=int,
        invalid_choice_message=_l("Please choose teams from the list."),  # type: ignore[call-arg]  # newer than its type stubs
    )

    def offer(self, teams: Sequence[tuple[int, str]]) -> None:
        """Set the teams to choose from."""
        self.teams.choices = _options(teams)


def saved_words(moment: datetime) -> str:
    """'12:04', as the form's saved line shows it."""
    return f"{i18n.local(moment):%H:%M}"


class StatusForm(Form):
    """A company's own status: what it does, and what it is called."""

    type = SelectField(_l("What it means"))
    uk = LineField("Українською", [Required(), Letters(high=40)])
    ru = LineField("По-русски", [Required(), Letters(high=40)])
    en = LineField("In English", [Required(), Letters(high=40)])

    def offer(self, types: Sequence[tuple[str, str]]) -> None:
        """Set the types to choose from."""
        self.type.choices = list(types)

    @property
    def names(self) -> dict[str, str]:
        """The names by language."""
        return {"uk": self.uk.data or "", "ru": self.ru.data or "", "en": self.en.data or ""}
