"""How the mentor's side of onboarding joins the portal."""

from typing import Any

from portal.core.extension import NavItem, duties, item_kinds, nav_counts, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.publishing import after_publish
from portal.onboarding.care_events import ENROLMENT
from portal.onboarding.item_kind import EnrolmentKind
from portal.onboarding.policy import MENTOR
from portal.onboarding.queries.mentoring import waiting_for_me
from portal.onboarding.services.changes import tell_of_change
from portal.onboarding.services.mentoring import LearnersInCare
from portal.onboarding.views import (  # noqa: F401 - the modules add their routes
    caring,
    changed,
    enrolling,
    learner,
    numbers,
    talking,
)

_ENROLMENT, _IN_CARE = EnrolmentKind(), LearnersInCare()
_CARE = NavItem(
    group="learning", label=_l("People in my care"), endpoint="mentoring.index", icon="users", order=54,
    action=MENTOR.name, count="onboarding.in_care",
)  # fmt: skip


def install_mentoring(app: Any) -> None:
    """Register in ``app`` who is in care: page, count, duty, and the kind of item that news of them is about."""
    item_kinds.register(ENROLMENT, _ENROLMENT)
    duties.register("onboarding.in_care", _IN_CARE)
    nav_counts.register("onboarding.in_care", waiting_for_me)
    nav_items.register("onboarding.mentor", _CARE)
    after_publish.register("onboarding.read_on_tracks", tell_of_change)
    app.register_blueprint(caring.blueprint)
