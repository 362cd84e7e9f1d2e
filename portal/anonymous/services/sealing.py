"""What anonymous people send, put under seal until the full hour.

None of these services is given an actor: that somebody works here is checked where the request comes in, and forgotten
there. A sealed word holds no moment, no person, no team and no language of anybody's screen. Names after an @ are only
words in it: an anonymous author calls nobody.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.anonymous.kinds import AuthorRights, openers
from portal.anonymous.models import MAX_MESSAGE_LETTERS, AnonymousCode, AnonymousMessage, SealedKind, SealedWord
from portal.anonymous.queries import code_hash_of, item_of, sealed_bytes, sealed_count
from portal.anonymous.services.codes import Ticket, hash_of_code, keyed_hash, ticket
from portal.anonymous.services.pictures import AnonymousPicture
from portal.core.db import insert_new, one_at_a_time
from portal.core.errors import Conflict, Forbidden, Invalid, TooManyAttempts, require
from portal.core.extension import ItemRef
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import RenderedText

#: Of everybody together: nothing is counted by person, address or device.
MOST_WAITING = 400
MOST_WAITING_OF_ONE = 12
#: Everything that waits, pictures and all, and one submission of it.
MOST_BYTES_WAITING = 200 * 1024 * 1024
MOST_BYTES_OF_ONE = 5 * 1024 * 1024
_TRIED_NUMBERS = 50
_TOO_MUCH_WAITS = _l(
    "Very many anonymous words wait for the full hour just now. Keep your text and send it after that."
)


class AlreadyLetOut(Conflict):
    """A form was sent again with something else after what it said first had been let out."""

    sentence = _l(
        "What this form said at first has been handed on already. Send it once more if this is to be something new; "
        "to add something to the first one, open that with its code."
    )


def seal_submission(
    session: Session,
    item_kind: str,
    fields: Mapping[str, Any],
    pictures: Sequence[AnonymousPicture],
    *,
    nonce: str,
    secret: str,
) -> Ticket:
    """Put an item under seal; number and code. The same form again gives the same, and leaves what came last.

    ``fields`` are plain JSON that the opener of the kind understands. A number is never given twice, whatever the kind.
    """
    sealed = {**fields, "pictures": [picture.fields for picture in pictures]}
    size = len(json.dumps(sealed))
    if size > MOST_BYTES_OF_ONE:
        raise Invalid(_l("These pictures are too large together. Choose fewer, or smaller ones."), field="pictures")
    values = {"item_kind": item_kind, "size_bytes": size, "fields": sealed}
    values["form_hash"] = _hash_of_form(fields, pictures, nonce=nonce, secret=secret)
    for attempt in range(_TRIED_NUMBERS):
        made = ticket(secret, nonce, attempt)
        code_hash = hash_of_code(secret, made.code)
        one_at_a_time(session, f"sealed {made.number}")
        if _is_free_for(session, made.number, code_hash):
            _keep_submission(session, made.number, values | {"code_hash": code_hash})
            return made
    raise TooManyAttempts(_l("There is no free number just now. Please try again."))


def _is_free_for(session: Session, number: int, code_hash: str) -> bool:
    """Whether nobody has the number, or this very form."""
    taken = code_hash_of(session, number)
    return taken == code_hash or (taken is None and not any(opener.holds(session, number) for opener in openers))


def _hash_of_form(fields: Mapping[str, Any], pictures: Sequence[AnonymousPicture], *, nonce: str, secret: str) -> str:
    """What the form said, pictures and all, under the form's own nonce, which is kept nowhere.

    So nobody can try later whether somebody's text or photograph is what was sent. Addresses of pictures are drawn anew
    each time: what was chosen on the device stands in their place.
    """
    said = json.dumps(fields, sort_keys=True)
    for picture in pictures:
        said = said.replace(picture.token, picture.chosen)
    return keyed_hash(secret, f"form {nonce}", said)


def _keep_submission(session: Session, number: int, values: dict[str, Any]) -> None:
    """Under a free number or, while it still waits, in place of what the same form brought before."""
    row = session.scalar(select(SealedWord).where(SealedWord.id == number).with_for_update())
    if row is not None:
        _require_bytes(session, values["size_bytes"] - row.size_bytes)
        for name, value in values.items():
            setattr(row, name, value)
        return
    kept = session.get(AnonymousCode, number)
    if kept is None:
        _require_room(session)
        _require_bytes(session, values["size_bytes"])
        session.add(SealedWord(id=number, number=number, kind=SealedKind.SUBMISSION, **values))
    elif (kept.item_kind, kept.form_hash) != (values["item_kind"], values["form_hash"]):
        raise AlreadyLetOut


def require_message(text: RenderedText) -> None:
    """Raise Invalid for what is no turn of a conversation."""
    if not text.source.strip():
        raise Invalid(_l("Please write a few words."), field="body")
    if len(text.source) > MAX_MESSAGE_LETTERS:
        raise Invalid(_l("This is too long to be read at once. Say the main thing here."), field="body")


def seal_message(session: Session, number: int, text: RenderedText, *, form_key: str, secret: str) -> None:
    """Put a message of the author under seal. The same form again leaves one."""
    require_message(text)
    key = keyed_hash(secret, "message", f"{number}\n{form_key}")
    if session.scalar(select(AnonymousMessage.id).where(AnonymousMessage.submission_key == key)) is not None:
        return
    item = _required_item(session, number)
    rights = _rights(session, item)
    if rights is not None and not rights.can_write:
        raise Forbidden(_l("This conversation is closed."))
    one_at_a_time(session, f"sealed {number}")
    _require_room(session, number)
    place = session.scalar(select(func.count()).where(SealedWord.number == number).select_from(SealedWord)) or 0
    fields = {"body": text.source, "html": text.html, "version": text.version, "key": key, "place": place}
    _seal(session, item, SealedKind.MESSAGE, fields, word_id=int(key[:15], 16))


def seal_withdrawal(session: Session, number: int) -> bool:
    """Take it back. What nobody has seen yet vanishes at once, with its code: then False."""
    one_at_a_time(session, f"sealed {number}")
    unseen = delete(SealedWord).where(SealedWord.id == number).returning(SealedWord.id)
    if session.execute(unseen).first() is not None:
        session.execute(delete(SealedWord).where(SealedWord.number == number))
        return False
    item = _required_item(session, number)
    rights = _rights(session, item)
    require(
        rights is not None and rights.can_take_back,
        _l("It has been decided already: it can't be taken back any more."),
    )
    take_withdrawal_back(session, number)
    _seal(session, item, SealedKind.WITHDRAWAL, {})
    return True


def take_withdrawal_back(session: Session, number: int) -> None:
    """Leave it after all: a withdrawal that waits is not let out."""
    session.execute(delete(SealedWord).where(SealedWord.number == number, SealedWord.kind == SealedKind.WITHDRAWAL))


def _required_item(session: Session, number: int) -> ItemRef:
    found = item_of(session, number)
    if found is None:
        raise Forbidden
    return found


def _rights(session: Session, item: ItemRef) -> AuthorRights | None:
    """What the author may do with what has been let out; None as long as it waits."""
    return openers[item.kind].rights(session, item.id)


def _require_room(session: Session, number: int | None = None) -> None:
    if sealed_count(session) >= MOST_WAITING:
        raise TooManyAttempts(_TOO_MUCH_WAITS)
    if number is not None and sealed_count(session, number) >= MOST_WAITING_OF_ONE:
        raise TooManyAttempts(_l("That many messages wait already. Please write the rest after the full hour."))


def _require_bytes(session: Session, more: int) -> None:
    if more > 0 and sealed_bytes(session) + more > MOST_BYTES_WAITING:
        raise TooManyAttempts(_TOO_MUCH_WAITS)


def _seal(
    session: Session, item: ItemRef, kind: SealedKind, fields: dict[str, Any], *, word_id: int | None = None
) -> None:
    values = {"id": word_id or 1 + secrets.randbits(60), "item_kind": item.kind, "number": item.id}
    insert_new(session, SealedWord, values | {"kind": kind, "fields": fields}, ["id"])
