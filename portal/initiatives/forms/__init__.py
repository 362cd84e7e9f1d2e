"""The shape of what people type about initiatives. Rules of the house live in the services."""

from portal.initiatives.forms.deciding import MoveForm, PlanForm, RestrictForm, StatusForm
from portal.initiatives.forms.writing import FREQUENCIES, REACHES, ProposalForm, SupportForm

__all__ = [
    "FREQUENCIES",
    "REACHES",
    "MoveForm",
    "PlanForm",
    "ProposalForm",
    "RestrictForm",
    "StatusForm",
    "SupportForm",
]
