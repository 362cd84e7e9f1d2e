"""The shape of what people send in a discussion."""

from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from portal.core.forms import Form, Letters, LineField, NumberOfRow, TextField
from portal.core.i18n import lazy_gettext as _l
from portal.discussion.models import MAX_REASON_LETTERS, MIN_REASON_LETTERS

MAX_COMMENT_LETTERS = 10_000


class CommentForm(Form):
    """A new comment or reply."""

    body = TextField(
        _l("Your comment"), id="comment-body", validators=[DataRequired(), Letters(high=MAX_COMMENT_LETTERS)]
    )
    internal = BooleanField(_l("Only for the committee"))
    asks = BooleanField(_l("It is a question to the author"))
    parent_id = NumberOfRow(widget=HiddenInput(), validators=[Optional()])
    submission_key = HiddenField(validators=[Optional(), Length(max=64)])


class EditCommentForm(Form):
    """Other words for one's own comment; ``version`` is the one that was read."""

    body = TextField(_l("Your comment"), validators=[DataRequired(), Letters(high=MAX_COMMENT_LETTERS)])
    version = NumberOfRow(widget=HiddenInput(), validators=[InputRequired()])


class ReasonForm(Form):
    """Why a comment is reported or hidden."""

    reason = LineField(
        _l("Reason"), validators=[DataRequired(), Letters(low=MIN_REASON_LETTERS, high=MAX_REASON_LETTERS)]
    )
