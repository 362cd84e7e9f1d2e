"""The shape of what the committee says when it merges and parts."""

from portal.core.forms import Form, Letters, Required, TextField
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.reasons import MAX_REASON_LETTERS


class ReasonForm(Form):
    """Why: everyone reads it in the history of each."""

    reason = TextField(_l("Reason"), [Required(), Letters(high=MAX_REASON_LETTERS)])
