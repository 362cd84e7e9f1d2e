"""What the form of a card asks."""

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from portal.cards.models import MAX_BACK_LETTERS, MAX_FRONT_LETTERS, Card
from portal.core.forms import Form, Letters, LineField, NumberOfRow, Required, TextField
from portal.core.i18n import LANGUAGES
from portal.core.i18n import lazy_gettext as _l
from portal.core.tags import MAX_TAG_LETTERS

MAX_SOURCE_LETTERS = 200


class CardForm(Form):
    """A question, its answer, and where both belong."""

    front = TextField(_l("Question"), [Required(), Letters(3, MAX_FRONT_LETTERS)])
    back = TextField(_l("Answer"), [Required(), Letters(2, MAX_BACK_LETTERS)])
    language = SelectField(_l("Language"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()])
    topic = LineField(_l("Deck"), [Letters(high=MAX_TAG_LETTERS)])
    source = LineField(_l("Taken from"), [Letters(high=MAX_SOURCE_LETTERS)])
    again = BooleanField(_l("Ask again whoever knows it"))
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])
    #: The proposal that it grows out of: the item's number and the key of its words.
    of = HiddenField(validators=[Optional(), Length(max=20)])
    key = HiddenField(validators=[Optional(), Length(max=32)])
    submission_key = HiddenField(validators=[Optional(), Length(max=64)])

    @classmethod
    def of_card(cls, card: Card, source: str) -> "CardForm":
        """The form as the card stands now, whatever the request holds."""
        return cls(
            formdata=None,
            front=card.front,
            back=card.back,
            language=card.language,
            topic=card.topic,
            source=source,
            version=card.version,
        )
