"""Who reads the numbers of the bank."""

from portal.people.models import Role
from portal.people.policy import Action

#: Numbers by team are for those who help, not for comparing colleagues.
READ = Action("dashboard.read", frozenset({Role.COMMITTEE}))

ACTIONS = (READ,)
