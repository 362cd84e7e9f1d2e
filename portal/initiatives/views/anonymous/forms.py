"""The shape of an initiative without a name."""

from portal.anonymous.forms import WithPictures
from portal.initiatives.forms import ProposalForm


class AnonymousForm(WithPictures, ProposalForm):
    """As the form with a name; its pictures come along with it."""
