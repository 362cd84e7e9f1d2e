"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.core.extension import NavItem, duties, erasures, item_kinds, nav_items, text_readers
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import subscriptions
from portal.core.panels import home_panel_conditions, home_panels, ways_back
from portal.core.work import PeriodicJob, periodic_jobs
from portal.onboarding import models  # noqa: F401 - its tables belong to the schema
from portal.onboarding.coming_back import back_to_step
from portal.onboarding.handlers import ACKNOWLEDGED, NEW_VERSIONS, NEWCOMERS, WRITTEN, note_practised
from portal.onboarding.home_panel import learning_panel
from portal.onboarding.mentor_wiring import install_mentoring
from portal.onboarding.policy import ACTIONS
from portal.onboarding.queries.learning import i_learn
from portal.onboarding.queries.tracks import reads_any_track
from portal.onboarding.services.erasing import erase_learning
from portal.onboarding.services.making import KeptTracks
from portal.onboarding.services.reminding import remind
from portal.onboarding.track_kind import KIND as TRACK
from portal.onboarding.track_kind import TrackKind
from portal.onboarding.views import (  # noqa: F401 - the modules add their routes
    beginning,
    calendar,
    certificate,
    doing,
    learning,
    track_making,
    track_outline,
    track_pages,
    track_publishing,
    track_steps,
)
from portal.people.policy import actions
from portal.practice.finishing import after_finish

_TRACK, _KEPT = TrackKind(), KeptTracks()
_TRACKS = NavItem(group="learning", label=_l("Learning tracks"), endpoint="tracks.index", icon="sprout", order=52)
_TODAY = NavItem(group="learning", label=_l("My learning"), endpoint="learning.today", icon="list-checks", order=50)
_REMIND = PeriodicJob(every=timedelta(hours=1), run=remind)


def install(app: Flask) -> None:
    """Register the slice's rights, reactions and jobs."""
    for action in ACTIONS:
        actions.register(action.name, action)
    subscriptions.register("onboarding.newcomers", NEWCOMERS)
    subscriptions.register("onboarding.acknowledged", ACKNOWLEDGED)
    subscriptions.register("onboarding.written", WRITTEN)
    subscriptions.register("onboarding.new_versions", NEW_VERSIONS)
    after_finish.register("onboarding.practised", note_practised)
    periodic_jobs.register("onboarding.remind", _REMIND)
    item_kinds.register(TRACK, _TRACK)
    text_readers.register(TRACK, reads_any_track)
    duties.register("onboarding.kept_tracks", _KEPT)
    erasures.register("onboarding.learning", erase_learning)
    home_panels.register("onboarding.today", learning_panel)
    home_panel_conditions.register("onboarding.today", i_learn)
    ways_back.register("onboarding.step", back_to_step)
    nav_items.register("onboarding.today", _TODAY)
    nav_items.register("onboarding.tracks", _TRACKS)
    app.register_blueprint(track_pages.blueprint)
    app.register_blueprint(learning.blueprint)
    install_mentoring(app)
