"""The shape of another way to solve it."""

from wtforms import HiddenField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from portal.core.forms import Form, Letters, NumberOfRow, Required, TextField
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.models import MIN_PART_LETTERS


class SolutionForm(Form):
    """What to change or introduce; ``version`` is the one that was read, when one's own is changed."""

    body = TextField(_l("Your solution"), [Required(), Letters(MIN_PART_LETTERS)])
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])
    submission_key = HiddenField(validators=[Optional()])
