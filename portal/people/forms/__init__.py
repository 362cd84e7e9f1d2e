"""Shapes of input: picking a person by name, signing in, profile and administration."""

from typing import Any

from markupsafe import Markup
from wtforms import StringField, ValidationError
from wtforms.widgets import TextInput

from portal.core.db import db
from portal.core.i18n import gettext as _
from portal.core.text import clean_line
from portal.people.queries import FittingPerson, people_fitting, person_meant, person_text


class _PersonWidget(TextInput):
    """A text field; a script fills its list of names, and who may be meant stands below to choose from."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        kwargs.setdefault("autocomplete", "off")
        entry = super().__call__(field, **{"data-people": "/people/suggest"}, **kwargs)
        if not field.fitting:
            return entry
        about = Markup(' aria-describedby="{}-error-1"').format(field.id)
        options = Markup("").join(self._option(field, person) for person in field.fitting)
        asked = Markup('<input type="hidden" name="{}-asked" value="{}">').format(field.name, field.data)
        return Markup('{}<div class="choice-list" role="radiogroup" aria-label="{}"{}>{}{}</div>').format(
            entry, field.label.text, about, asked, options
        )

    @staticmethod
    def _option(field: Any, person: FittingPerson) -> Markup:
        return Markup(
            '<label class="check"><input type="radio" name="{}-chosen" value="{}">'
            '<span>{}<span class="check-note">{}</span></span></label>'
        ).format(field.name, person.id, person.name, " · ".join(person.about))


class AnyPersonField(StringField):
    """A person named in full: typed, chosen from the list, or picked among those whom an unfinished name may mean.

    ``person_id`` holds the answer after validation (None: left empty). Nobody is guessed: what isn't a whole name, an
    e-mail address or 'Name #id' (for people with the same name) is asked back, with the people who fit as choices
    (``fitting``), which work without JavaScript. Give ``data`` a person's id to show them.
    """

    widget = _PersonWidget()
    fitting: list[FittingPerson]
    chosen: int | None

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Take what was typed, and who was picked for exactly that."""
        self.fitting, self.chosen = [], None
        super().process(formdata, *args, **kwargs)
        if formdata is not None and self.data and clean_line(formdata.get(f"{self.name}-asked")) == self.data:
            fitting = {str(person.id): person.id for person in people_fitting(db.session(), self.data)}
            self.chosen = fitting.get(formdata.get(f"{self.name}-chosen"))

    def process_data(self, value: Any) -> None:
        """Take a person's id, and show their name."""
        self.person_id: int | None = value if isinstance(value, int) else None
        self.data = person_text(db.session(), self.person_id) if self.person_id is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed."""
        self.data = clean_line(valuelist[0]) if valuelist else ""
        self.person_id = None

    def pre_validate(self, _form: Any) -> None:
        """Find the person; offer those who fit when the text isn't anybody's whole name."""
        if not self.data:
            return
        session = db.session()
        self.person_id = self.chosen or person_meant(session, self.data)
        if self.person_id is None:
            self.fitting = people_fitting(session, self.data)
            raise ValidationError(
                _("Choose who is meant.") if self.fitting else _("There is no colleague of this name.")
            )
        self.data = person_text(session, self.person_id)
