"""What the committee, the one responsible and administrators decide."""

from collections.abc import Sequence

from wtforms import RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs

from portal.core.forms import DayField, Form, Letters, NamesForm, TagsField, TextField, id_or_none, options
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.forms.fields import OwnerField
from portal.initiatives.models import StatusType
from portal.initiatives.reasons import MAX_REASON_LETTERS, reason_fault
from portal.initiatives.verbs import Choice


class PlanForm(Form):
    """Who does it, until when, where it belongs."""

    owner = OwnerField(_l("Responsible"))
    due_on = DayField(_l("Ready by"))
    area = SelectField(_l("Area"), coerce=id_or_none)
    tags = TagsField(_l("Tags"), [Letters(high=400)])

    def offer(self, areas: Sequence[tuple[int, str]], *, owner_id: int | None) -> None:
        """Set the areas to choose from, and who is responsible now."""
        self.owner.present_id = owner_id
        self.area.choices = options(areas, _l("Not sure"))


class MoveForm(Form):
    """One move: the words with it, the day until which it is put off; with acceptance, who does it and until when."""

    _chosen: Choice | None = None

    reason = TextField(_l("Answer"))
    until = DayField(_l("Back on"))
    owner = OwnerField(_l("Responsible"))
    due_on = DayField(_l("Ready by"))
    area = SelectField(_l("Area"), coerce=id_or_none)

    def ask(self, chosen: Choice | None) -> None:
        """Ask for what this move needs, and for nothing else."""
        self._chosen = chosen
        if chosen is None:
            del self.until
            return
        self.reason.label.text = chosen.asks_for
        self.reason.flags.required = chosen.needs_reason
        self.reason.flags.maxlength = MAX_REASON_LETTERS
        if chosen.status.type is StatusType.DEFERRED:
            self.until.flags.required = True
        else:
            del self.until

    def validate_reason(self, field: TextField) -> None:
        """Refuse what the move would: here beside all the other faults, and not after them."""
        fault = reason_fault(self._chosen.status.type, field.data or "") if self._chosen else None
        if fault is not None:
            raise ValidationError(str(fault))

    def validate_until(self, field: DayField) -> None:
        """Ask for the day, if there is none."""
        if field.data is None and not field.errors:
            raise ValidationError(_("Please choose the day on which it comes back to the queue."))

    def offer(self, areas: Sequence[tuple[int, str]], *, owner_id: int | None) -> None:
        """Set the areas to choose from, and who is responsible now."""
        self.owner.present_id = owner_id
        self.area.choices = options(areas, _l("Not sure"))

    def leave_plan_out(self) -> None:
        """Don't ask who does it, until when and where it belongs."""
        del self.owner, self.due_on, self.area

    def take_over(self, sent: Form) -> None:
        """Hold what was typed into another form, with its faults."""
        for field in sent:
            mine = self._fields.get(field.name)
            if mine is not None and mine.name != "csrf_token":
                mine.data, mine.raw_data, mine.errors = field.data, field.raw_data, field.errors
            else:
                self.form_errors += field.errors
        self.form_errors += sent.form_errors
        self._point_at_fault()

    @property
    def plans(self) -> bool:
        """Whether it asks who does it."""
        return "owner" in self


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
        invalid_choice_message=lambda _count: _("Please choose teams from the list."),  # type: ignore[call-arg]  # newer than its type stubs
    )

    def offer(self, teams: Sequence[tuple[int, str]]) -> None:
        """Set the teams to choose from."""
        self.teams.choices = options(teams)


class StatusForm(NamesForm):
    """A company's own status: what it does, and what it is called."""

    type = SelectField(_l("What it means"))

    def offer(self, types: Sequence[tuple[str, str]]) -> None:
        """Set the types to choose from."""
        self.type.choices = list(types)
