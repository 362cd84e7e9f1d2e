"""The shape of what editors type about words."""

from wtforms.validators import Optional

from portal.core.forms import Form, Letters, NumberOfRow, Required, TextField
from portal.core.i18n import lazy_gettext as _l
from portal.search.models import MAX_WORD_LETTERS, MAX_WORDS


class WordsForm(Form):
    """Words and phrases that mean the same."""

    words = TextField(
        _l("Words and phrases that mean the same"), [Required(), Letters(high=MAX_WORDS * (MAX_WORD_LETTERS + 2))]
    )
    version = NumberOfRow(validators=[Optional()])
