"""What people write: a proposal, and what they know of the matter when they support one."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import Optional

from portal.core import i18n
from portal.core.forms import DayField, Form, Letters, LineField, Required, TagsField, TextField, id_or_none, options
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.forms.fields import AmountField, move_unit
from portal.initiatives.models import MIN_PART_LETTERS, MIN_TITLE_LETTERS, Frequency, Initiative, Origin, Reach

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
    baseline = AmountField(_l("Now"))
    target = AmountField(_l("Should become"))
    check_on = DayField(_l("Check on"))
    area = SelectField(_l("Area"), coerce=id_or_none)
    tags = TagsField(_l("Tags"), [Letters(high=400)])

    def offer_areas(self, areas: Sequence[tuple[int, str]]) -> None:
        """Set the areas to choose from."""
        self.area.choices = options(areas, _l("Not sure"))

    def validate_metric_name(self, field: LineField) -> None:
        """What is said of a number says nothing without its name, and wouldn't be kept."""
        of_it = (self.baseline, self.target, self.metric_unit, self.check_on)
        if not field.data and any(one.raw_data and one.raw_data[0].strip() for one in of_it):
            raise ValidationError(i18n.gettext("Please name what is measured, or leave its numbers, unit and day out."))

    def validate_metric_unit(self, field: LineField) -> None:
        """A unit that was typed beside a number is moved here; two different ones can't both be kept."""
        move_unit(self, field, (self.baseline, self.target))

    @classmethod
    def of(cls, initiative: Initiative) -> "ProposalForm":
        """The form as the initiative stands now, whatever the request holds."""
        return cls(
            formdata=None,
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
