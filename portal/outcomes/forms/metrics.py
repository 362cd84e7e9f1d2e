"""What people type about metrics: values of a time at once, one value, a table to read, a metric of one's own."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import InputRequired

from portal.core.forms import DayField, Form, Letters, LineField, NamesForm, VerbatimField
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import read_number
from portal.outcomes import figures
from portal.outcomes.models import Direction, Rhythm
from portal.outcomes.models.metrics import MAX_DEFINITION_LETTERS, MAX_REASON_LETTERS, MAX_UNIT_LETTERS
from portal.outcomes.queries.metrics import KnownMetric

#: A pasted table is as large as a form may be.
MAX_PASTED = 400_000
LONGEST_TYPED = 40


class FigureField(StringField):
    """A number as people write it, or nothing; what can't be read stays in the field."""

    data: Decimal | None  # type: ignore[assignment]  # the text is in raw_data
    #: What somebody else entered meanwhile, in words.
    theirs: str | None = None

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0])[:LONGEST_TYPED].strip() if valuelist else ""
        self.data = figures.read(text, self.unit) if text else None
        if text and self.data is None:
            raise ValueError(figures.other_unit(text, self.unit) or _("Please write a number, for example 12 or 7,6."))

    def _value(self) -> str:
        return str(self.raw_data[0])[:LONGEST_TYPED] if self.raw_data else figures.typed(self.data)


class ValuesForm(Form):
    """The values of one time: made with a field ``v<id>`` and a hidden ``was<id>`` for each metric."""

    #: Sent when somebody has looked at what seemed a slip.
    sure = HiddenField()

    def value(self, metric_id: int) -> Any:
        """The field of a metric."""
        return self[f"v{metric_id}"]

    def was(self, metric_id: int) -> Decimal | None:
        """What stood there when the page was opened."""
        return figures.read(str(self[f"was{metric_id}"].data or ""), "")


def values_form(
    known: Iterable[KnownMetric], standing: Mapping[int, Decimal] | None = None, *, sent: bool
) -> ValuesForm:
    """The form for these metrics; ``standing``: what stands now, where nothing was ``sent``."""
    fields: dict[str, Any] = {}
    held: dict[str, Any] = {}
    for metric in known:
        fields[f"v{metric.id}"] = FigureField(metric.label, unit=metric.unit)
        fields[f"was{metric.id}"] = HiddenField()
        stands = (standing or {}).get(metric.id)
        held[f"v{metric.id}"] = stands
        held[f"was{metric.id}"] = "" if stands is None else f"{stands:f}"
    made = type("ValuesOfATime", (ValuesForm,), fields)
    return made() if sent else made(formdata=None, data=held)  # type: ignore[no-any-return]  # made just above


class PointForm(Form):
    """One value corrected, with a word on why."""

    value = FigureField(_l("Value"))
    reason = LineField(_l("Why it changes"), [Letters(high=MAX_REASON_LETTERS)])
    was = HiddenField()
    #: Sent when somebody has looked at what seemed a slip.
    sure = HiddenField()

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        self.unit = unit
        super().__init__(*args, **kwargs)

    def process(self, *args: Any, **kwargs: Any) -> None:
        """The field has to know its unit before it reads what was sent."""
        self.value.unit = self.unit
        super().process(*args, **kwargs)

    @property
    def seen(self) -> Decimal | None:
        """What stood there when the page was opened."""
        return figures.read(str(self.was.data or ""), "")


class TableForm(Form):
    """A file, or a table pasted out of a spreadsheet."""

    file = FileField(_l("File"))
    pasted = VerbatimField(_l("Or paste the table here"), [Letters(high=MAX_PASTED)])

    def validate_pasted(self, field: VerbatimField) -> None:
        """One of both is needed."""
        if not (field.data or "").strip() and not self.file.data:
            raise ValidationError(_("Choose a file or paste a table."))


class ConfirmValuesForm(Form):
    """That what was looked at is to be carried out."""

    digest = HiddenField(validators=[InputRequired()])
    shares = HiddenField()


class MarkForm(Form):
    """Which initiative touched the metric, and since when."""

    number = LineField(_l("Number of the initiative"), [InputRequired(_l("Please fill this in."))])
    acted_on = DayField(_l("Felt since (without it: since it was done)"))

    def validate_number(self, _field: LineField) -> None:
        """As people write it: 128, № 128, A-1234567."""
        if self.wanted is None:
            raise ValidationError(_("This is no number of an initiative."))

    @property
    def wanted(self) -> int | None:
        """The number that was typed."""
        return read_number((self.number.data or "").removeprefix("№").strip())


class MetricForm(NamesForm):
    """A metric of the company: what it is called and how its values are read."""

    unit = LineField(_l("Unit"), [Letters(high=MAX_UNIT_LETTERS)])
    direction = RadioField(
        _l("Which way is better"),
        choices=[
            SelectChoice(Direction.UP.value, _l("More is better")),
            SelectChoice(Direction.DOWN.value, _l("Less is better")),
        ],
        default=Direction.UP.value,
    )
    rhythm = SelectField(
        _l("A value stands for"),
        choices=[
            SelectChoice(Rhythm.MONTH.value, _l("a month")),
            SelectChoice(Rhythm.WEEK.value, _l("a week")),
            SelectChoice(Rhythm.DAY.value, _l("a day")),
            SelectChoice(Rhythm.QUARTER.value, _l("a quarter")),
        ],
        default=Rhythm.MONTH.value,
    )
    scale_min = FigureField(_l("The scale begins at"))
    scale_max = FigureField(_l("and ends at"))
    definition = LineField(_l("What it tells"), [Letters(high=MAX_DEFINITION_LETTERS)])
    #: Asked where numbers stand already.
    numbers_stay = BooleanField(_l("The numbers entered so far stay as they are"))
    #: What was said of it when the form was opened, in short.
    was = HiddenField()
