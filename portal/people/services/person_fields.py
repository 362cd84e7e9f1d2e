"""How a file of people names its columns and writes its values, in three languages."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from portal.core.errors import Invalid
from portal.core.i18n import gettext as _
from portal.core.text import clean_line
from portal.people.models import Role

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
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


def column_of(header: Any) -> str | None:
    """The column that a header means, or None."""
    plain = re.sub(r"[._\s]+", " ", clean_line(str(header or "")).casefold()).strip(" *:")
    return _COLUMN.get(re.sub("[’ʼ`´]", "'", plain))


def read_line(value: Any, *, longest: int = 120) -> str:
    """One line of text. Raises Invalid when it is too long."""
    line = clean_line("" if value is None else str(value))
    if len(line) > longest:
        raise Invalid(_("'%(value)s…' is too long.", value=line[:30]))
    return line


def read_email(value: Any) -> str:
    """An address in lower case, or '' for none."""
    line = read_line(value, longest=254).lower()
    if line and not _EMAIL.match(line):
        raise Invalid(_("'%(value)s' is not an e-mail address.", value=line))
    return line


def read_date(value: Any) -> date | None:
    """A day from a cell: a date, 2024-05-31 or 31.05.2024; None for an empty one."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    line = read_line(value)
    if not line:
        return None
    for shape in _DATE_SHAPES:
        try:
            return datetime.strptime(line.split("T")[0], shape).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise Invalid(_("'%(value)s' is not a date. Write it as 31.05.2024 or 2024-05-31.", value=line))


def read_language(value: Any) -> str | None:
    """uk, ru or en; None for an empty cell."""
    line = read_line(value)
    if line and line.casefold() not in _LANGUAGE:
        raise Invalid(_("'%(value)s' is not a language of the portal: uk, ru or en.", value=line))
    return _LANGUAGE.get(line.casefold())


def read_roles(value: Any) -> frozenset[Role] | None:
    """Roles from a list or from words with commas between; None for an empty cell."""
    words: Iterable[Any] = value if isinstance(value, (list, tuple)) else re.split(r"[,;/|+]", str(value or ""))
    named = [read_line(word).casefold() for word in words]
    unknown = [word for word in named if word and word not in _ROLE]
    if unknown:
        raise Invalid(_("'%(value)s' is not a role.", value=unknown[0]))
    roles = frozenset(_ROLE[word] for word in named if word)
    return roles or None
