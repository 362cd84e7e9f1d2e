"""The shape of what anonymous people type, and of what is answered to them."""

from wtforms import BooleanField, MultipleFileField, StringField

from portal.anonymous.models import MAX_MESSAGE_LETTERS
from portal.core.forms import Form, Letters, Required, TextField
from portal.core.i18n import lazy_gettext as _l


class WithPictures(Form):
    """A form without a name: pictures come with it, not beforehand under somebody's name."""

    pictures = MultipleFileField(_l("Pictures"))

    @property
    def sent_pictures(self) -> list[bytes]:
        """The bytes of each picture that came along."""
        files = [one for one in self.pictures.data or [] if hasattr(one, "read") and one.filename]
        return [one.read() for one in files]


class CodeForm(Form):
    """Number and code of an anonymous author."""

    number = StringField(_l("Number"), [Required(), Letters(high=40)])
    code = StringField(_l("Secret code"), [Required(), Letters(high=80)])


class MessageForm(Form):
    """A turn of the conversation between an anonymous author and those who answer."""

    body = TextField(_l("Your message"), [Required(), Letters(high=MAX_MESSAGE_LETTERS)])
    #: Of those who answer alone.
    asks = BooleanField(_l("It is a question: the author's turn"))
