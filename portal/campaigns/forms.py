"""What those who run campaigns fill in."""

from collections.abc import Collection, Sequence
from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput

from portal.campaigns.models import (
    MAX_ABOUT_LETTERS,
    MAX_QUESTION_LETTERS,
    MAX_RESULTS_LETTERS,
    MIN_QUESTION_LETTERS,
    Campaign,
)
from portal.campaigns.queries.campaigns import Asking
from portal.core.forms import DayField, Form, Letters, LineField, NumberOfRow, Required, TextField, id_or_none, options
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.typed import whole_number


class CampaignForm(Form):
    """A question, why it is asked, from when to when, and who sees to it."""

    question = LineField(_l("Question"), [Required(), Letters(MIN_QUESTION_LETTERS, MAX_QUESTION_LETTERS)])
    about = TextField(_l("Why we ask"), [Letters(high=MAX_ABOUT_LETTERS)])
    starts_on = DayField(_l("First day to answer"), [Required()])
    ends_on = DayField(_l("Last day to answer"), [Required()])
    keeper_id = SelectField(_l("Who sees to it"), coerce=id_or_none)
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])
    submission_key = HiddenField(validators=[Optional(), Length(max=64)])

    def offer_keepers(self, people: Sequence[tuple[int, str]]) -> None:
        """Set who may see to it; whoever does and may no longer stays to be chosen."""
        known = dict(people)
        if self.keeper_id.data and self.keeper_id.data not in known:
            people = [*people, (self.keeper_id.data, _("whoever sees to it now"))]
        self.keeper_id.choices = options(people, _l("Nobody yet"))

    @classmethod
    def of(cls, campaign: Campaign) -> "CampaignForm":
        """The form as the campaign stands now, whatever the request holds."""
        return cls(
            formdata=None,
            question=campaign.question,
            about=campaign.about,
            starts_on=campaign.starts_on,
            ends_on=campaign.ends_on,
            keeper_id=campaign.keeper_id,
            version=campaign.version,
        )


class ResultsForm(Form):
    """What came of it."""

    results = TextField(_l("What came of it"), [Letters(high=MAX_RESULTS_LETTERS)])
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])


class AnswersForm(Form):
    """Which campaigns an initiative answers."""

    campaigns = SelectMultipleField(_l("It answers"), coerce=int, option_widget=CheckboxInput())
    #: What was ticked when the page was opened: only what the reader has changed is changed.
    was = HiddenField()

    def __init__(self, *args: Any, asking: Sequence[Asking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaigns.choices = [SelectChoice(str(one.id), one.question) for one in asking]

    def changed(self, standing: Collection[int]) -> tuple[set[int], set[int]]:
        """What was ticked and what was unticked, compared with ``was``; with what stands where that wasn't sent."""
        ticked = set(self.campaigns.data or ())
        sent = None if self.was.data is None else {whole_number(word) for word in self.was.data.split()}
        was = {*standing} if sent is None else {one for one in sent if one is not None}
        return ticked - was, was - ticked
