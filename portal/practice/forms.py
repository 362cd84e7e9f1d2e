"""What editors of dialogues fill in."""

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from portal.core.forms import Form, Letters, LineField, NumberOfRow, Required, VerbatimField, id_or_none, options
from portal.core.i18n import lazy_gettext as _l
from portal.practice.models import MAX_NOTE_LETTERS, MAX_SOURCE_LETTERS


class TextForm(Form):
    """The text of a dialogue."""

    source = VerbatimField(_l("Dialogue"), [Required(), Letters(high=MAX_SOURCE_LETTERS)])
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])


class BeginForm(Form):
    """From which algorithm a new one is made."""

    algorithm_id = SelectField(_l("Algorithm"), coerce=id_or_none)
    origin_key = HiddenField(validators=[Optional(), Length(max=64)])

    def offer(self, algorithms: list[tuple[int, str]]) -> None:
        """Set what can be chosen."""
        self.algorithm_id.choices = options(algorithms)


class PublishForm(Form):
    """What is new in a version."""

    note = LineField(_l("What is new, in a line"), [Letters(high=MAX_NOTE_LETTERS)])
    major = BooleanField(_l("It changes what people do"))
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])


class KeeperForm(Form):
    """Who keeps a dialogue true."""

    keeper_id = SelectField(_l("Keeper"), coerce=id_or_none)

    def offer(self, people: list[tuple[int, str]]) -> None:
        """Set who may keep it."""
        self.keeper_id.choices = options(people, _l("Nobody yet"))
