"""Where a person is signed in."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.i18n import gettext as _
from portal.people import browsers, directory
from portal.people.access import current_actor, signed_in
from portal.people.frame import viewer
from portal.people.services.sessions import end_other_sessions, end_session
from portal.people.views.blueprint import me
from portal.people.views.profile import tabs


@me.get("/devices")
@signed_in
def devices() -> str:
    signed = viewer()
    rows = [
        {
            "id": row.id,
            "name": browsers.describe(row.agent),
            "phone": browsers.is_phone(row.agent),
            "address": row.address,
            "created_at": row.created_at,
            "seen_at": row.seen_at,
            "mine": signed is not None and row.id == signed.session_id,
        }
        for row in directory.devices(db.session(), current_actor().id, clock.now())
    ]
    return render_template("people/devices.html", rows=rows, tabs=tabs("me.devices"))


@me.post("/devices/<int:session_id>/end")
@signed_in
def end_device(session_id: int) -> Response:
    with transaction() as writing:
        end_session(writing, current_actor(), session_id)
    flash(_("That device is signed out."), "success")
    return redirect(url_for("me.devices"))


@me.post("/devices/end-others")
@signed_in
def end_other_devices() -> Response:
    signed = viewer()
    with transaction() as writing:
        end_other_sessions(writing, current_actor().id, but=signed.session_id if signed else None)
    flash(_("All other devices are signed out."), "success")
    return redirect(url_for("me.devices"))
