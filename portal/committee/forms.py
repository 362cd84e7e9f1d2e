"""The shape of what is promised, planned for a meeting and written down in it."""

from datetime import date
from typing import Any

from wtforms import IntegerField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.widgets import CheckboxInput, HiddenInput

from portal.committee.calendar import countries
from portal.committee.models.meetings import MAX_NOTES_LETTERS, MAX_TITLE_LETTERS
from portal.committee.queries.settings import Promised
from portal.core import i18n
from portal.core.forms import DayField, Form, Letters, LineField, NumberOfRow, Required, TextField
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import sort_key
from portal.core.typed import day as read_day
from portal.core.typed import whole_number

#: Of a meeting, in minutes.
USUAL_LENGTH = 60


class _CountField(IntegerField):
    """How many of something, from none on; ``asks`` is said where no such number was written.

    ``usual`` stands for a field that wasn't sent at all.
    """

    def __init__(self, label: Any, *, asks: Any, usual: int | None = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self._asks, self._usual = asks, usual

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = whole_number(valuelist[0]) if valuelist else self._usual
        if self.data is None:
            raise ValueError(str(self._asks))


_WHOLE_DAYS, _WHOLE_MINUTES = _l("Please write a whole number of days."), _l("Please write a whole number of minutes.")


class PromisesForm(Form):
    """Within how many working days the committee answers and decides, and which days these are."""

    answer = _CountField(_l("First answer, working days"), asks=_WHOLE_DAYS)
    decision = _CountField(_l("Decision, working days"), asks=_WHOLE_DAYS)
    country = SelectField(_l("Public holidays of"))
    week = SelectMultipleField(
        _l("Working days of the week"),
        coerce=int,
        option_widget=CheckboxInput(),
        invalid_choice_message=lambda _count: _("Please choose days from the list."),  # type: ignore[call-arg]  # newer than its type stubs
    )
    days_off = TextField(_l("Your own days off"), [Letters(high=4000)])

    def __init__(self, *args: Any, standing: Promised | None = None, **kwargs: Any) -> None:
        super().__init__(*args, data=_as_data(standing) if standing else None, **kwargs)
        named = sorted(((code, i18n.country(code)) for code in countries()), key=lambda pair: sort_key(pair[1]))
        self.country.choices = [SelectChoice("", _("No public holidays")), *(SelectChoice(*pair) for pair in named)]
        self.week.choices = [SelectChoice(str(day), name.capitalize()) for day, name in i18n.weekdays().items()]

    def validate_week(self, field: SelectMultipleField) -> None:
        """Nobody can be promised anything by a company that never works."""
        if not field.data:
            raise ValidationError(_("Please choose at least one working day."))

    def validate_days_off(self, field: TextField) -> None:
        """Name the first line that is no day."""
        for word in _words(field.data):
            if read_day(word) is None:
                raise ValidationError(_("“%(word)s” is no day: write them as 2026-12-31.", word=word[:40]))

    @property
    def promised(self) -> Promised:
        """What was chosen; to be asked of a valid form."""
        return Promised(
            answer_days=self.answer.data or 0,
            decision_days=self.decision.data or 0,
            country=self.country.data or None,
            week=frozenset(self.week.data or ()),
            days_off=frozenset(_days(self.days_off.data)),
        )


class MeetingForm(Form):
    """When the committee meets, and what the meeting is called."""

    held_on = DayField(_l("Day"), [Required()])
    title = LineField(_l("Title"), [Letters(high=MAX_TITLE_LETTERS)])
    version = NumberOfRow(widget=HiddenInput())


class PlanMeetingForm(MeetingForm):
    """The same with how long each item may take, which can be changed one by one afterwards.

    How long the meeting lasts is held against what is chosen and kept nowhere.
    """

    minutes = _CountField(_l("Minutes for each"), asks=_WHOLE_MINUTES)
    lasts = _CountField(_l("The meeting lasts, minutes"), asks=_WHOLE_MINUTES, usual=USUAL_LENGTH)


class NotesForm(Form):
    """What is said about an item; ``version`` and ``was`` are what was read."""

    notes = TextField(_l("Notes for the minutes"), [Letters(high=MAX_NOTES_LETTERS)])
    was = TextField(widget=HiddenInput())
    version = NumberOfRow(widget=HiddenInput())

    @property
    def untouched(self) -> bool:
        """Whether nothing was typed: going on must not stumble over what somebody else wrote meanwhile."""
        return self.was.raw_data is not None and bool(self.was.raw_data) and self.was.data == self.notes.data


def _words(text: str | None) -> list[str]:
    return (text or "").replace(",", " ").split()


def _days(text: str | None) -> list[date]:
    return [found for word in _words(text) if (found := read_day(word)) is not None]


def _as_data(of: Promised) -> dict[str, Any]:
    return {
        "answer": of.answer_days,
        "decision": of.decision_days,
        "country": of.country or "",
        "week": sorted(of.week),
        "days_off": "\n".join(day.isoformat() for day in sorted(of.days_off)),
    }
