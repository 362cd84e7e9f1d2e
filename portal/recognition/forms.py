"""What people say in thanks."""

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs

from portal.core.forms import Form, Letters, LineField
from portal.core.i18n import lazy_gettext as _l
from portal.recognition.models import MAX_WORDS_LETTERS

COLLEAGUE, CUSTOMER = "colleague", "customer"


class ThanksForm(Form):
    """One's own thanks, or those of a customer that one passes on."""

    whose = RadioField(
        _l("Who says thank you?"),
        choices=[SelectChoice(COLLEAGUE, _l("I do")), SelectChoice(CUSTOMER, _l("A customer, through me"))],
        default=COLLEAGUE,
    )
    words = LineField(_l("Your words"), [Letters(high=MAX_WORDS_LETTERS)])
