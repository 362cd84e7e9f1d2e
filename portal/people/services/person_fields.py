"""How people are written down in files and on the command line: the names of columns, in three languages, and values.

Every reader takes what a cell or a field of JSON holds and gives what an account keeps, or raises Invalid.
Nothing given ('' or None) reads as nothing said.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from portal.core.errors import Invalid
from portal.core.i18n import gettext as _
from portal.core.text import clean_line
from portal.people import addresses
from portal.people.models import Role

MAX_ID_LETTERS = 80
#: Of names of people, teams and areas, and of jobs.
MAX_LETTERS = 120
MIN_NAME_LETTERS = 2
#: A first day or a deadline outside of these years is a slip of the finger.
YEARS = range(1900, 2200)

HEADERS = {
    "id": "id|ід|код|табельний номер|табельный номер|таб номер|employee id|external id|personnel number",
    "name": "name|full name|ім'я|піб|прізвище та ім'я|ім'я та прізвище|прізвище ім'я|имя|фио|имя и фамилия|"
    "фамилия и имя|фамилия имя",
    "email": "email|e-mail|mail|пошта|електронна пошта|ел пошта|електронна адреса|почта|электронная почта|эл почта|"
    "электронный адрес",
    "team": "team|department|unit|команда|відділ|підрозділ|отдел|подразделение",
    "job": "job|title|job title|position|посада|должность",
    "roles": "roles|role|роль|ролі|роли",
    "language": "language|lang|мова|язык",
    "started_on": "start date|started|started on|since|first day|дата початку|початок роботи|перший день|працює з|"
    "дата прийняття|дата начала|начало работы|первый день|работает с|дата приёма|дата приема",
    "mentor": "mentor|mentor email|mentor e-mail|наставник|наставниця|ментор|пошта наставника|пошта ментора|"
    "наставница|почта наставника|почта ментора",
}
_COLUMN = {spelling: column for column, spellings in HEADERS.items() for spelling in spellings.split("|")}

ROLE_WORDS = {
    Role.EMPLOYEE: "employee|співробітник|співробітниця|працівник|працівниця|сотрудник|сотрудница",
    Role.COMMITTEE: "committee|комітет|член комітету|комитет|член комитета",
    Role.EDITOR: "editor|редактор|редакторка",
    Role.MENTOR: "mentor|наставник|наставниця|наставница|ментор|менторка",
    Role.ADMINISTRATOR: "administrator|admin|адміністратор|адміністраторка|адмін|администратор|админ",
}
_ROLE = {word: role for role, words in ROLE_WORDS.items() for word in words.split("|")}

_LANGUAGE = {
    "uk": "uk", "ua": "uk", "укр": "uk", "українська": "uk", "украинский": "uk", "ukrainian": "uk",
    "ru": "ru", "рус": "ru", "російська": "ru", "русский": "ru", "russian": "ru",
    "en": "en", "англ": "en", "англійська": "en", "английский": "en", "english": "en",
}  # fmt: skip
_DATE_SHAPES = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%Y/%m/%d")


def column_of(header: Any) -> str | None:
    """The column that a header means, or None."""
    plain = re.sub(r"[._\s]+", " ", clean_line(str(header or "")).casefold()).strip(" *:")
    return _COLUMN.get(re.sub("[’ʼ`´]", "'", plain))


def shown(value: Any) -> str:
    """The beginning of a value, to name it in a sentence."""
    text = clean_line(value) if isinstance(value, str) else type(value).__name__
    return text if len(text) <= 40 else f"{text[:40]}…"


def read_line(value: Any, *, longest: int = MAX_LETTERS) -> str:
    """One line of text."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid(_("A text is needed here."))
    line = clean_line(value)
    if len(line) > longest:
        raise Invalid(_("'%(value)s' is too long: at most %(num)s letters.", value=shown(line), num=longest))
    return line


def read_id(value: Any) -> str:
    """What another system calls the person or thing: a number does as well."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**MAX_ID_LETTERS:
        value = str(value)
    return read_line(value, longest=MAX_ID_LETTERS)


def read_name(value: Any) -> str:
    """The name of a person, a team or an area."""
    line = read_line(value)
    if line and len(line) < MIN_NAME_LETTERS:
        raise Invalid(_("'%(value)s' is too short for a name.", value=line))
    return line


def read_email(value: Any) -> str:
    """An address in lower case."""
    line = read_line(value, longest=addresses.MAX_LETTERS).lower()
    if line and not re.fullmatch(addresses.SHAPE, line):
        raise Invalid(_("'%(value)s' is not an e-mail address.", value=shown(line)))
    return line


def read_date(value: Any) -> date | None:
    """A day: 2024-05-31, 31.05.2024 or the like."""
    line = read_line(value)
    if not line:
        return None
    for shape in _DATE_SHAPES:
        try:
            day = datetime.strptime(line.split("T")[0], shape).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
        if day.year in YEARS:
            return day
    raise Invalid(_("'%(value)s' is not a date. Write it as 31.05.2024 or 2024-05-31.", value=shown(line)))


def read_language(value: Any) -> str | None:
    """uk, ru or en."""
    line = read_line(value)
    if line and line.casefold() not in _LANGUAGE:
        raise Invalid(_("'%(value)s' is not a language of the portal: uk, ru or en.", value=shown(line)))
    return _LANGUAGE.get(line.casefold())


def read_roles(value: Any) -> frozenset[Role] | None:
    """Roles from a list, or from words with commas between. An empty list says: none beside 'employee'."""
    words = value if isinstance(value, list) else re.split(r"[,;/|+]", read_line(value, longest=200))
    named = [read_line(word).casefold() for word in words]
    unknown = [word for word in named if word and word not in _ROLE]
    if unknown:
        raise Invalid(_("'%(value)s' is not a role.", value=shown(unknown[0])))
    roles = frozenset(_ROLE[word] for word in named if word)
    return frozenset({Role.EMPLOYEE}) if value == [] else roles or None


def read_active(value: Any) -> bool | None:
    """Whether the account is open; only lines of JSON say so."""
    if value is not None and not isinstance(value, bool):
        raise Invalid(_("This has to be true or false."))
    return value


READERS: Mapping[str, Callable[[Any], Any]] = {
    "id": read_id,
    "name": read_name,
    "email": read_email,
    "team": read_name,
    "job": read_line,
    "roles": read_roles,
    "language": read_language,
    "started_on": read_date,
    "mentor": read_email,
    "active": read_active,
}
