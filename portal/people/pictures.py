"""Pictures over HTTP: taken from those who write, shown to those who may read what they stand in.

They serve every slice, and people is the lowest one that knows who asks.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app, jsonify, request, send_file
from sqlalchemy.orm import Session

from portal.config import Config
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotFound
from portal.core.files import (
    FolderStorage,
    Storage,
    StoredPicture,
    beginnings_at,
    check_upload_limit,
    get_picture,
    keep_picture,
    keys_without_rows,
    put_bytes,
    sweep_unused,
)
from portal.core.i18n import gettext as _
from portal.core.pictures import clean_picture
from portal.core.web.sizes import takes_files
from portal.core.work import PeriodicJob
from portal.people.access import current_actor, signed_in

blueprint = Blueprint("pictures", __name__, url_prefix="/files")

CACHE_CONTROL = "private, max-age=600"
#: A picture opened by itself is a document: it may run and load nothing.
CONTENT_SECURITY_POLICY = "default-src 'none'; sandbox"


@blueprint.post("")
@signed_in
@takes_files
def add() -> tuple[Response, int]:
    """Keep one picture; answers with the Markdown that shows it."""
    sent = request.files.get("file")
    if sent is None:
        raise Invalid(_("No picture arrived. Choose it again."))
    actor, now = current_actor(), clock.now()
    check_upload_limit(db.session(), actor, now=now)  # before the decoding, which is what costs
    picture = clean_picture(sent.read())
    put_bytes(storage(), picture)
    with transaction() as session:
        row = keep_picture(session, picture, actor, now=now)
    url, said = f"/files/{row.token}", _("Picture")
    return jsonify(url=url, markdown=f"![{said}]({url})"), 201


@blueprint.get("/<token>")
@signed_in
def show(token: str) -> Response:
    """The picture, to those who may see it."""
    return _answer(token, ".webp")


@blueprint.get("/<token>/thumb")
@signed_in
def thumb(token: str) -> Response:
    """The same, small."""
    return _answer(token, ".thumb.webp")


def _answer(token: str, ending: str) -> Response:
    return picture_answer(get_picture(db.session(), token, current_actor()), ending)


def picture_answer(picture: StoredPicture, ending: str) -> Response:
    """The bytes of a picture that whoever asks may see."""
    key = f"{picture.sha256}{ending}"
    try:
        source = storage().open(key)
    except FileNotFoundError as error:
        raise NotFound from error
    response = send_file(source, mimetype="image/webp", etag=key, conditional=True)
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response


def storage() -> Storage:
    """Where this installation keeps bytes."""
    config: Config = current_app.extensions["portal_config"]
    return FolderStorage(config.files_dir)


def _sweep(session: Session, now: datetime) -> Callable[[], None]:
    keys = sweep_unused(session, now)

    def delete_bytes() -> None:
        for key in (*keys, *keys_without_rows(db.session(), storage(), beginnings_at(now))):
            storage().delete(key)

    return delete_bytes


SWEEP = PeriodicJob(every=timedelta(hours=1), run=_sweep)
