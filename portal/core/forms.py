"""The base of every form: our languages, our errors, and validators that several slices need."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField, ValidationError

from portal.core import i18n
from portal.core.errors import DomainError
from portal.core.i18n import lazy_gettext as _l
from portal.core.text import clean_line, clean_text


class _Messages:
    """WTForms' own messages ('This field is required.') from our catalogues."""

    def gettext(self, message: str) -> str:
        return i18n.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        found = i18n.translations(i18n.language()).ngettext(singular, plural, n)
        return str(found)


_MESSAGES = _Messages()


#: WTForms' own messages that our forms can meet, named here so that they come into the catalogues.
LIBRARY_MESSAGES = (
    _l("This field is required."),
    _l("Not a valid choice."),
    _l("Not a valid date value."),
    _l("Not a valid decimal value."),
    _l("Not a valid integer value."),
    _l("Invalid email address."),
)


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A form with CSRF protection whose messages speak the person's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # flask_wtf has no types
        def get_translations(self, _form: Any) -> Any:
            return _MESSAGES

    def refuse(self, error: DomainError) -> None:
        """Show a service's refusal at its field, or above the form: nothing typed is lost."""
        target = self._fields.get(error.field) if error.field else None
        if target is None:
            self.form_errors.append(str(error.sentence))
        else:
            target.errors = [*target.errors, str(error.sentence)]


class LineField(StringField):
    """A single line, cleaned as it comes in."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean_line(valuelist[0]) if valuelist else ""


class TextField(TextAreaField):
    """Markdown of several lines, cleaned as it comes in."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean_text(valuelist[0]) if valuelist else ""


class Letters:
    """Between ``low`` and ``high`` characters; the message says how many there are now."""

    def __init__(self, low: int = 0, high: int = 20_000) -> None:
        self.low, self.high = low, high
        self.field_flags = {"maxlength": high, **({"minlength": low} if low else {})}

    def __call__(self, _form: Any, field: Field) -> None:
        length = len(field.data or "")
        if length < self.low:
            raise ValidationError(
                i18n.ngettext(
                    "Please write a little more: at least %(num)s character (now %(now)s).",
                    "Please write a little more: at least %(num)s characters (now %(now)s).",
                    self.low,
                    now=length,
                )
            )
        if length > self.high:
            raise ValidationError(
                i18n.ngettext(
                    "This is too long: at most %(num)s character (now %(now)s).",
                    "This is too long: at most %(num)s characters (now %(now)s).",
                    self.high,
                    now=i18n.number(length),
                )
            )
