"""The shape of what administrators type."""

from portal.core.forms import Form, Letters, LineField, Required
from portal.core.i18n import lazy_gettext as _l
from portal.guard.models import MAX_NOTE_LETTERS, MAX_VALUE_LETTERS


class PublicContactForm(Form):
    """A contact that any text may name."""

    value = LineField(_l("Number or address"), [Required(), Letters(high=MAX_VALUE_LETTERS)])
    note = LineField(_l("What it is"), [Letters(high=MAX_NOTE_LETTERS)])
