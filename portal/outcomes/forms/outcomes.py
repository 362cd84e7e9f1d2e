"""How we will know that an initiative worked, what was measured, and what came out."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs

from portal.core.forms import DayField, Form, Letters, LineField, TextField, id_or_none, options
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.forms.fields import AmountField, OwnerField, move_unit
from portal.outcomes import figures
from portal.outcomes.models import Benefit, PlanKind, Verdict
from portal.outcomes.models.outcomes import MAX_NAME_LETTERS, MAX_SIGN_LETTERS
from portal.outcomes.planned import MAX_REASON_LETTERS, PlannedOutcome
from portal.outcomes.queries.metrics import KnownMetric
from portal.outcomes.wording import BENEFITS, VERDICTS


class OutcomePlanForm(Form):
    """A number that changes, or a sign that everybody can see; when it is looked at, and by whom."""

    kind = RadioField(
        _l("We will know it"),
        choices=[
            SelectChoice(PlanKind.METRIC.value, _l("by a number")),
            SelectChoice(PlanKind.SIGN.value, _l("by a sign, without a number")),
        ],
        default=PlanKind.METRIC.value,
    )
    metric = SelectField(_l("What is measured"), coerce=id_or_none)
    metric_name = LineField(_l("What it is called"), [Letters(high=MAX_NAME_LETTERS)])
    unit = LineField(_l("Unit"), [Letters(high=20)])
    baseline = AmountField(_l("Now"))
    target = AmountField(_l("Should become"))
    sign = TextField(_l("What everybody will see"), [Letters(high=MAX_SIGN_LETTERS)])
    benefit = RadioField(
        _l("What it serves first of all"),
        choices=[
            *(SelectChoice(one.value, label) for one, label in BENEFITS.items()),
            SelectChoice("", _l("Something else")),
        ],
        default="",
    )
    check_on = DayField(_l("Check on"))
    measurer = OwnerField(_l("Who measures"))
    to = SelectField(_l("The work begins as"), coerce=int)
    reason = LineField(_l("Why this changes"), [Letters(high=MAX_REASON_LETTERS)])
    #: Of the metrics to choose from, by their ids.
    units: Mapping[int, str] = {}

    def offer(self, metrics: Sequence[KnownMetric], *, measurer_id: int | None) -> None:
        """Set the metrics to choose from, and who measures now."""
        named = [(metric.id, _with_unit(metric)) for metric in metrics]
        self.metric.choices = options(named, _l("Something else, which I name here"))
        self.units = {metric.id: metric.unit for metric in metrics}
        self.measurer.present_id = measurer_id

    @property
    def _own(self) -> bool:
        """Whether the number is none of the company's, and its unit is typed here."""
        return self.kind.data == PlanKind.METRIC.value and self.metric.data is None

    def validate_unit(self, field: LineField) -> None:
        """A unit that was typed beside a number is moved here; two different ones can't both be kept."""
        if self._own:
            move_unit(self, field, (self.baseline, self.target))

    def _of_the_metric(self, field: AmountField) -> None:
        unit = self.units.get(self.metric.data)
        if self.kind.data == PlanKind.METRIC.value and unit is not None:
            _require_unit(field, unit)

    validate_baseline = validate_target = _of_the_metric

    def begin_as(self, statuses: Sequence[tuple[int, str]]) -> None:
        """Set what the work may begin as; nothing to choose from one, and nothing to begin without."""
        if len(statuses) > 1:
            self.to.choices = [SelectChoice(str(id_), name) for id_, name in statuses]
        else:
            del self.to

    def without_reason(self) -> None:
        """Nothing stands yet that would have to be explained."""
        del self.reason

    @property
    def planned(self) -> PlannedOutcome:
        """What was said, as the service takes it."""
        return PlannedOutcome(
            kind=PlanKind(self.kind.data),
            metric_id=self.metric.data,
            metric_name=self.metric_name.data or "",
            unit=self.unit.data or "",
            baseline=self.baseline.data,
            target=self.target.data,
            sign=self.sign.data or "",
            benefit=Benefit(self.benefit.data) if self.benefit.data else None,
            check_on=self.check_on.data,
            measurer_id=self.measurer.person_id,
        )


def _with_unit(metric: KnownMetric) -> str:
    unit = figures.unit_words(metric.unit)
    return f"{metric.label}, {unit}" if unit else metric.label


def _require_unit(field: AmountField, unit: str) -> None:
    field.require_unit(figures.unit_words(unit), fits=figures.is_unit(field.typed_unit, unit))


class MeasureForm(Form):
    """What was found, and, for whoever confirms, what came out and what was learnt."""

    value = AmountField(_l("Measured"))
    measured_on = DayField(_l("On"))
    words = TextField(_l("What came out"))
    verdict = RadioField(_l("Verdict"), choices=[SelectChoice(one.value, label) for one, label in VERDICTS.items()])
    lesson = TextField(_l("What we have learnt"))

    #: Of the number.
    unit = ""

    def ask(self, *, number: bool, verdict: bool, unit: str = "", only: Verdict | None = None) -> None:
        """Ask for what this outcome has, and for nothing else; ``only``: no other verdict can be given."""
        self.unit = unit
        if not number:
            del self.value
        if not verdict:
            del self.verdict, self.lesson
        elif only is not None:
            self.verdict.choices = [SelectChoice(only.value, VERDICTS[only])]

    def validate_value(self, field: AmountField) -> None:
        """What was measured is counted as it was agreed."""
        _require_unit(field, self.unit)

    @property
    def number(self) -> Any:
        """What was measured, if that is a number."""
        return self.value.data if "value" in self else None
