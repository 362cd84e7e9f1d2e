"""The shape of what is planned: a task in a line, a milestone, a reason that stands in the way, the PDCA card."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, SelectField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from portal.core.forms import DayField, Form, Letters, LineField, NumberOfRow, Required, TextField, id_or_none, options
from portal.core.i18n import lazy_gettext as _l
from portal.delivery.models import MAX_REASON_LETTERS, MAX_TITLE_LETTERS
from portal.delivery.words import MAX_PART_LETTERS, MilestoneWords, TaskWords
from portal.initiatives.forms.fields import OwnerField


class _Added(Form):
    """A form that stands on a page among others: the names of its parts are its own there."""

    _beginning = "new"

    submission_key = HiddenField(validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.id = field.label.field_id = f"{self._beginning}-{field.short_name}"


class TaskForm(Form):
    """A task: what, perhaps who, until when, on the way to what."""

    title = LineField(_l("What is to be done"), [Required(), Letters(high=MAX_TITLE_LETTERS)])
    owner = OwnerField(_l("Who does it"))
    due_on = DayField(_l("Ready by"))
    milestone = SelectField(_l("On the way to"), coerce=id_or_none)
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])

    def offer(self, milestones: Sequence[tuple[int, str]], *, owner_id: int | None = None) -> None:
        """Set the milestones to choose from, and whoever it is entrusted to now."""
        self.milestone.choices = options(milestones, _l("No milestone"))
        self.owner.present_id = owner_id

    @property
    def words(self) -> TaskWords:
        """What was filled in; to be asked of a valid form."""
        return TaskWords(
            title=self.title.data or "",
            owner_id=self.owner.person_id,
            due_on=self.due_on.data,
            milestone_id=self.milestone.data,
        )


class NewTaskForm(_Added, TaskForm):
    """The row in which a task is added: one line of typing, the rest if one likes."""

    _beginning = "new-task"


class MilestoneForm(Form):
    """A milestone: where the work has to be, and by when."""

    title = LineField(_l("Milestone"), [Required(), Letters(high=MAX_TITLE_LETTERS)])
    due_on = DayField(_l("Ready by"))
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])

    @property
    def words(self) -> MilestoneWords:
        """What was filled in; to be asked of a valid form."""
        return MilestoneWords(title=self.title.data or "", due_on=self.due_on.data)


class NewMilestoneForm(_Added, MilestoneForm):
    """The row in which a milestone is added."""

    _beginning = "new-milestone"


class BlockForm(Form):
    """Why a task can't go on."""

    reason = LineField(_l("What stands in the way"), [Required(), Letters(high=MAX_REASON_LETTERS)])
    #: What stood there when the form was opened.
    opened = HiddenField()


class CardForm(Form):
    """The four parts of the PDCA card, each in Markdown, none of them required."""

    plan = TextField(_l("Plan"), [Letters(high=MAX_PART_LETTERS)])
    do = TextField(_l("Do"), [Letters(high=MAX_PART_LETTERS)])
    check = TextField(_l("Check"), [Letters(high=MAX_PART_LETTERS)])
    act = TextField(_l("Act"), [Letters(high=MAX_PART_LETTERS)])
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])
