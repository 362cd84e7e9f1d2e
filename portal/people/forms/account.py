"""Forms of signing in, passwords and one's own profile."""

from wtforms import BooleanField, DateField, EmailField, HiddenField, PasswordField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp

from portal.core.forms import Form, Letters, LineField, language_options
from portal.core.i18n import lazy_gettext as _l
from portal.core.text import clean_line
from portal.people import addresses
from portal.people.forms import AnyPersonField
from portal.people.models import Theme
from portal.people.passwords import MAX_LETTERS

#: Shape only: whether mail arrives there, only mail can tell.
LOOKS_LIKE_EMAIL = Regexp(addresses.SHAPE, message=_l("Invalid email address."))


class AddressField(EmailField):
    """An e-mail address in lower case, without the spaces that phones add."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean_line(valuelist[0]).lower() if valuelist else ""


class SignInForm(Form):
    email = AddressField(_l("E-mail"), [InputRequired(), Length(max=254)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=1024)])
    next = HiddenField()


class ForgottenForm(Form):
    email = AddressField(_l("E-mail"), [InputRequired(), Length(max=254), LOOKS_LIKE_EMAIL])


class NewPasswordForm(Form):
    new_password = PasswordField(_l("New password"), [InputRequired(), Length(max=MAX_LETTERS)])
    repeat = PasswordField(
        _l("The same once more"),
        [InputRequired(), EqualTo("new_password", message=_l("The two passwords differ."))],
    )


class ChangePasswordForm(NewPasswordForm):
    password = PasswordField(_l("Present password"), [InputRequired(), Length(max=1024)])


class SetUpForm(NewPasswordForm):
    name = LineField(_l("Your name"), [InputRequired(), Letters(2, 120)])
    email = AddressField(_l("E-mail"), [InputRequired(), Length(max=254), LOOKS_LIKE_EMAIL])
    committee = BooleanField(_l("I also answer initiatives (committee)"))


class ProfileForm(Form):
    job = LineField(_l("What I do"), [Letters(0, 120)])
    language = SelectField(_l("Language"), choices=[SelectChoice("", _l("As in the browser")), *language_options()])
    theme = SelectField(
        _l("Colours"),
        choices=[
            SelectChoice(Theme.SYSTEM, _l("As on this device")),
            SelectChoice(Theme.LIGHT, _l("Light")),
            SelectChoice(Theme.DARK, _l("Dark")),
        ],
    )
    shortcuts = BooleanField(_l("Keyboard shortcuts"))
    away_from = DateField(_l("First day of absence"), [Optional()])
    away_until = DateField(_l("Last day"), [Optional()])
    stand_in = AnyPersonField(_l("Who stands in for me"))
    opened = HiddenField()
