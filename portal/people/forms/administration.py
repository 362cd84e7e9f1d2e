"""Forms of the administration of people, teams and areas."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from portal.core.forms import Form, Letters, LineField, NumberOfRow, language_options, options
from portal.core.i18n import lazy_gettext as _l
from portal.core.typed import whole_number
from portal.people.forms import AnyPersonField
from portal.people.forms.account import LOOKS_LIKE_EMAIL, AddressField
from portal.people.models import Role

ROLE_NAMES = {
    Role.EMPLOYEE: _l("employee"),
    Role.COMMITTEE: _l("committee"),
    Role.EDITOR: _l("editor"),
    Role.MENTOR: _l("mentor"),
    Role.ADMINISTRATOR: _l("administrator"),
}
#: What each role may do, in a line beside its tick.
ROLE_NOTES = {
    Role.COMMITTEE: _l("decides on initiatives, sees internal notes"),
    Role.EDITOR: _l("keeps the knowledge and the discussions in order"),
    Role.MENTOR: _l("accompanies new colleagues"),
    Role.ADMINISTRATOR: _l("manages people, teams and settings"),
}
NO_TEAM = 0


def whole(value: Any) -> int | None:
    """A choice's number; None for 'none'."""
    return whole_number(str(value or "")) or None


def _team_or_none(teams: Sequence[Any]) -> list[SelectChoice]:
    return [SelectChoice(str(NO_TEAM), _l("no team")), *options([(team.id, team.name) for team in teams])]


class RolesField(SelectMultipleField):
    """One tick a role."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PersonForm(Form):
    name = LineField(_l("Name"), [InputRequired(), Letters(2, 120)])
    email = AddressField(_l("E-mail"), [InputRequired(), Length(max=254), LOOKS_LIKE_EMAIL])
    job = LineField(_l("Job"), [Letters(0, 120)])
    team_id = SelectField(_l("Team"), coerce=whole)
    mentor = AnyPersonField(_l("Mentor"))
    started_on = DateField(_l("First day"), [Optional()])
    language = SelectField(_l("Language"), choices=[SelectChoice("", _l("As in the browser")), *language_options()])
    roles = RolesField(
        _l("Roles"), choices=[SelectChoice(role.value, name) for role, name in ROLE_NAMES.items() if role in ROLE_NOTES]
    )
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])

    def offer_teams(self, teams: Sequence[Any]) -> "PersonForm":
        """The teams to choose from."""
        self.team_id.choices = _team_or_none(teams)
        return self

    def fields(self) -> dict[str, Any]:
        """What was typed, as fields of an account."""
        return {
            "name": self.name.data,
            "email": self.email.data,
            "job": self.job.data,
            "team_id": self.team_id.data,
            "mentor_id": self.mentor.person_id,
            "started_on": self.started_on.data,
            "language": self.language.data or None,
        }

    def chosen_roles(self) -> set[Role]:
        """The roles that are ticked."""
        return {Role(role) for role in self.roles.data or ()}


class TeamForm(Form):
    name = LineField(_l("Name of the team"), [InputRequired(), Letters(2, 120)])
    lead = AnyPersonField(_l("Lead"))
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])

    @classmethod
    def standing(cls, team: Any) -> "TeamForm":
        """The form as the team stands."""
        return cls(formdata=None, data={"name": team.name, "lead": team.lead_id, "version": team.version})

    def fields(self) -> dict[str, Any]:
        """What was typed, as fields of a team."""
        return {"name": self.name.data, "lead_id": self.lead.person_id}


class AreaForm(Form):
    name = LineField(_l("Name of the area"), [InputRequired(), Letters(2, 120)])
    team_id = SelectField(_l("Owned by the team"), coerce=whole)
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])

    @classmethod
    def standing(cls, area: Any) -> "AreaForm":
        """The form as the area stands."""
        return cls(formdata=None, data={"name": area.name, "team_id": area.team_id, "version": area.version})

    def fields(self) -> dict[str, Any]:
        """What was typed, as fields of an area."""
        return {"name": self.name.data, "team_id": self.team_id.data}

    def offer_teams(self, teams: Sequence[Any]) -> "AreaForm":
        """The teams to choose from."""
        self.team_id.choices = _team_or_none(teams)
        return self


class ImportFileForm(Form):
    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])


class ConfirmImportForm(Form):
    digest = HiddenField(validators=[InputRequired()])
