"""Shapes of input: picking a person by name, signing in, profile and administration."""

from collections import Counter
from typing import Any

from flask import g
from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from wtforms import StringField, ValidationError
from wtforms.widgets import TextInput

from portal.core.db import db
from portal.core.i18n import gettext as _
from portal.core.text import clean_line
from portal.people.models import Person
from portal.people.queries import is_active

MAX_SUGGESTED = 300
CHOICES_ID = "people-choices"


class _PersonWidget(TextInput):
    """A text field with the browser's own list of names; the first on a page brings the list."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        kwargs.setdefault("autocomplete", "off")
        entry = super().__call__(field, list=CHOICES_ID, **kwargs)
        if g.get("people_choices_shown"):
            return entry
        g.people_choices_shown = True
        options = Markup("").join(
            Markup('<option value="{}"></option>').format(text) for text in people_choices(db.session())
        )
        return Markup('{}<datalist id="{}">{}</datalist>').format(entry, CHOICES_ID, options)


class AnyPersonField(StringField):
    """A person picked by name: typed, or chosen from the list; works without JavaScript.

    ``person_id`` holds the answer after validation (None: left empty). It understands a full name, the beginning of
    one, an e-mail address, and 'Name #id', which the list uses for people with the same name. Give ``data`` a
    person's id to show them.
    """

    widget = _PersonWidget()

    def process_data(self, value: Any) -> None:
        """Take a person's id, and show their name."""
        self.person_id: int | None = value if isinstance(value, int) else None
        self.data = person_text(db.session(), self.person_id) if self.person_id is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed."""
        self.data = clean_line(valuelist[0]) if valuelist else ""
        self.person_id = None

    def pre_validate(self, _form: Any) -> None:
        """Find the person; the message names the nearest when the text fits nobody or several."""
        if self.data:
            self.person_id = find_person(db.session(), self.data)


def find_person(session: Session, text: str) -> int:
    """The id of the one active person that ``text`` means. Raises ValidationError with what to do otherwise."""
    name, _hash, number = text.rpartition("#")
    if number.isdecimal() and len(number) < 16:
        found = session.scalar(select(Person.id).where(Person.id == int(number), is_active()))
        if found is not None:
            return found
    words = (name if number.isdecimal() and name else text).strip().casefold()
    people = select(Person.id, Person.name, Person.search_name, Person.email).where(is_active())
    rows = session.execute(
        people.where(
            Person.search_name.startswith(words, autoescape=True)
            | Person.search_name.contains(f" {words}", autoescape=True)
            | (Person.email == words)
        )
        .order_by(Person.sort_name)
        .limit(6)
    ).all()
    exact = [row for row in rows if words in (row.search_name, row.email)]
    fitting = exact or rows
    if len(fitting) == 1:
        return int(fitting[0].id)
    if not rows:
        raise ValidationError(_("There is no colleague of this name. Choose one from the list."))
    names = ", ".join(f"{row.name} #{row.id}" for row in fitting[:5])
    raise ValidationError(_("Several people fit. Write one of these: %(names)s", names=names))


def person_text(session: Session, person_id: int) -> str:
    """The text that means this person: the name, with '#id' where another has the same."""
    namesakes = select(func.count()).where(Person.search_name == _subject.c.search_name, is_active()).scalar_subquery()
    row = session.execute(select(_subject.c.name, namesakes).where(_subject.c.id == person_id)).first()
    if row is None:
        return ""
    return f"{row[0]} #{person_id}" if row[1] > 1 else str(row[0])


_subject = Person.__table__.alias("subject")


def people_choices(session: Session) -> list[str]:
    """Texts that mean active people, in alphabetical order; a large company's people are found by typing."""
    rows = session.execute(
        select(Person.id, Person.name, Person.search_name)
        .where(is_active())
        .order_by(Person.sort_name, Person.id)
        .limit(MAX_SUGGESTED)
    ).all()
    same = Counter(row.search_name for row in rows)
    return [f"{row.name} #{row.id}" if same[row.search_name] > 1 else row.name for row in rows]
