"""The base of every form: our languages, our errors, and validators that several slices need."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectFieldBase,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import InputRequired

from portal.core import i18n
from portal.core.errors import AtLine, DomainError
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.own_words import MAX_NAME_LETTERS
from portal.core.text import clean_line, clean_lines, clean_text
from portal.core.typed import day, whole_number


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

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check every field; the first with a fault takes the focus."""
        valid = bool(super().validate(*args, **kwargs))
        self._point_at_fault()
        return valid

    def refuse(self, error: DomainError) -> None:
        """Show a service's refusal at its field, or above the form: nothing typed is lost."""
        target = self._fields.get(error.field) if error.field else None
        said = [one if isinstance(one, AtLine) else str(one) for one in error.sentences]
        if target is None:
            self.form_errors.extend(said)
        else:
            target.errors = [*target.errors, *said]
        self._point_at_fault()

    def _point_at_fault(self) -> None:
        for field in self:
            if field.errors:
                field.render_kw = {**(field.render_kw or {}), "autofocus": True}
                break

    def says_the_same_as(self, other: "Form") -> bool:
        """Whether both hold the same, word for word."""
        return all(field.data == other[field.name].data for field in self if field.name != "csrf_token")

    def show_theirs(self, standing: "Form") -> None:
        """Somebody saved meanwhile: say at each field that differs what stands now, as ``standing`` holds it.

        Sent once more, the form replaces that knowingly.
        """
        self.form_errors.append(
            _("Somebody changed this meanwhile. What they saved stands beside your own: put together what should stay.")
        )
        for name, field in self._fields.items():
            theirs = standing._fields.get(name)
            if name in {"version", "opened"} and theirs is not None:
                field.data, field.raw_data = theirs.data, None
            elif theirs is not None and theirs.type not in HIDDEN and _in_words(theirs) != _in_words(field):
                field.theirs = _in_words(theirs)


HIDDEN = {"CSRFTokenField", "HiddenField"}


def _in_words(field: Any) -> str:
    """What a field holds, as people read it."""
    if isinstance(field, SelectFieldBase):
        return ", ".join(str(choice.label.text) for choice in field if choice.checked) or "—"
    if isinstance(field, BooleanField):
        return _("yes") if field.data else _("no")
    return i18n.day(field.data) if isinstance(field.data, date) else str(field.data or "—")


class LineField(StringField):
    """A single line, cleaned as it comes in."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean_line(valuelist[0]) if valuelist else ""


class TextField(TextAreaField):
    """Markdown of several lines, cleaned as it comes in."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean_text(valuelist[0]) if valuelist else ""


class VerbatimField(TextField):
    """Several lines as they were typed: what they mean may hang on white space."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean_lines(valuelist[0]) if valuelist else ""


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


class NumberOfRow(IntegerField):
    """A whole number that a row can have: its id or its version."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = whole_number(valuelist[0]) if valuelist else None
        if self.data is None and valuelist and valuelist[0]:
            raise ValueError(self.gettext("Not a valid integer value."))


class Required(InputRequired):
    """A field that has to be filled in, with our own sentence."""

    def __init__(self) -> None:
        super().__init__(_l("Please fill this in."))


class DayField(DateField):
    """A day, or nothing; the message is ours."""

    data: date | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not typed:
            return
        self.data = day(typed)
        if self.data is None:
            raise ValueError(i18n.gettext("Please choose a day of the calendar."))


class TagsField(LineField):
    """Words with commas between them."""

    @property
    def names(self) -> list[str]:
        """The words one by one."""
        return [name for name in (part.strip() for part in (self.data or "").replace(";", ",").split(",")) if name]


def id_or_none(value: Any) -> int | None:
    """The id that a choice stands for; None for no choice."""
    return int(value) if value not in {"", None, "None"} else None


def language_options() -> list[SelectChoice]:
    """The portal's languages, each by its own name."""
    return [SelectChoice(code, name) for code, name in i18n.LANGUAGES.items()]


def options(pairs: Sequence[tuple[int, str]], none: Any = None) -> list[SelectChoice]:
    """Choices by id; ``none`` is what stands for no choice, where that is one."""
    first = [] if none is None else [SelectChoice("", str(none))]
    return first + [SelectChoice(str(id_), name) for id_, name in pairs]


def saved_words(moment: datetime) -> str:
    """'12:04', as the form's saved line shows it."""
    return f"{i18n.local(moment):%H:%M}"


class NamesForm(Form):
    """What a row that a company names itself is called in each language."""

    uk = LineField("Українською", [Required(), Letters(high=MAX_NAME_LETTERS)])
    ru = LineField("По-русски", [Required(), Letters(high=MAX_NAME_LETTERS)])
    en = LineField("In English", [Required(), Letters(high=MAX_NAME_LETTERS)])

    @property
    def names(self) -> dict[str, str]:
        """The names by language."""
        return {"uk": self.uk.data or "", "ru": self.ru.data or "", "en": self.en.data or ""}
