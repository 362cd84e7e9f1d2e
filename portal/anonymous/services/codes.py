"""Number and code of an anonymous author, and the limit on guessing codes."""

import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.anonymous.models import ClosedPage, WrongCode
from portal.anonymous.queries import code_hash_of
from portal.core.clock import full_hour
from portal.core.db import insert_new, one_at_a_time
from portal.core.errors import TooManyAttempts
from portal.core.i18n import lazy_gettext as _l

#: Numbers are drawn from here, with a minus before them.
FIRST_NUMBER, NUMBERS = 1_000_000, 9_000_000
#: Without signs that are taken for each other (0 and O, 1 and I and L, U and V): 4.9 bits a sign.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Five groups of four: 98 bits.
GROUPS, GROUP_SIGNS = 5, 4
TRIES_AN_HOUR = 10
#: After that the code has to be shown again, however often the page was used meanwhile.
OPEN_AT_MOST_SECONDS = 2 * 60 * 60

NONCE = re.compile(r"^[A-Za-z0-9_-]{32}$", re.ASCII)
#: Cyrillic letters that look like those of the alphabet, for those who type a code with the other keyboard.
_LOOK_ALIKE = str.maketrans("АВСЕНКМРТХУ", "ABCEHKMPTXY")
_NO_CODE = "0" * 64


@dataclass(frozen=True, slots=True)
class Ticket:
    """What an anonymous author notes down."""

    number: int
    code: str
    #: Which number drawn from the form it is: see ``ticket``.
    attempt: int = field(default=0, compare=False)


def new_nonce() -> str:
    """The random part of a form, 192 bits, from which number and code are made. It is never kept."""
    return secrets.token_urlsafe(24)


def ticket(secret: str, nonce: str, attempt: int = 0) -> Ticket:
    """Number and code of a form; ``attempt`` rises when the number is taken.

    They are made from the form's nonce instead of drawn when it arrives: a form sent twice (a double click, a lost
    answer, 'reload') then shows the same code again, although nobody keeps the code and nothing says who sent it.
    Without the portal's secret the nonce tells nothing, and with it nothing that is kept leads to the nonce.
    """
    number = int.from_bytes(_keyed(secret, f"number {attempt}", nonce)[:8])
    rest = int.from_bytes(_keyed(secret, f"code {attempt}", nonce))
    signs = ""
    for _sign in range(GROUPS * GROUP_SIGNS):
        rest, place = divmod(rest, len(ALPHABET))
        signs += ALPHABET[place]
    groups = [signs[begin : begin + GROUP_SIGNS] for begin in range(0, len(signs), GROUP_SIGNS)]
    return Ticket(-(FIRST_NUMBER + number % NUMBERS), "-".join(groups), attempt)


def hash_of_code(secret: str, code: str) -> str:
    """What is kept of a code: of one with 98 random bits a keyed hash can't be turned back by trying."""
    return _keyed(secret, "kept code", _plain(code)).hex()


def keyed_hash(secret: str, what: str, text: str) -> str:
    """A name that says nothing without the portal's secret, and something else for each ``what``."""
    return _keyed(secret, what, text).hex()


def is_code_of(session: Session, number: int, code: str, *, secret: str, now: datetime) -> bool:
    """Whether the code belongs to the number. Call it in a transaction of its own, which counts a wrong one.

    A right code always opens and leaves no trace: nobody can lock an author out, and 98 bits are not guessed however
    often one tries. After ten wrong ones within an hour further wrong ones raise TooManyAttempts. A number that doesn't
    exist takes the same way: the same answers, statements and work. Times are rounded up to the full hour, so that a
    try counts for one to two hours and no hour, wherever it begins, has more than ten.
    """
    kept = code_hash_of(session, number) or _NO_CODE
    if hmac.compare_digest(kept, hash_of_code(secret, code)):
        return True
    _count_wrong_code(session, keyed_hash(secret, "tried number", str(number)), now)
    return False


def _count_wrong_code(session: Session, counted: str, now: datetime) -> None:
    one_at_a_time(session, f"code {counted}")
    tried = select(func.sum(WrongCode.tries)).where(
        WrongCode.number_hash == counted, WrongCode.hour > now - timedelta(hours=1)
    )
    if (session.scalar(tried) or 0) >= TRIES_AN_HOUR:
        raise TooManyAttempts(_l("Too many wrong codes for this number. Check each sign: the right one opens it."))
    values = {"number_hash": counted, "hour": full_hour(now) + timedelta(hours=1)}
    insert_new(session, WrongCode, {**values, "tries": 0}, list(values))
    session.get_one(WrongCode, tuple(values.values()), populate_existing=True).tries += 1


def close_page(session: Session, token: str, *, now: datetime) -> None:
    """Let the cookie with this token open nothing any more, wherever a copy of it may lie."""
    until = full_hour(now) + timedelta(hours=1, seconds=OPEN_AT_MOST_SECONDS)
    insert_new(session, ClosedPage, {"token_hash": _token_hash(token), "until": until}, ["token_hash"])


def is_closed(session: Session, token: str) -> bool:
    """Whether somebody closed what the token had opened."""
    return session.get(ClosedPage, _token_hash(token)) is not None


def _token_hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def sweep_wrong_codes(session: Session, now: datetime) -> None:
    """Delete what is too old to count, and closed pages whose cookies are too old."""
    session.execute(delete(ClosedPage).where(ClosedPage.until <= now))
    session.execute(delete(WrongCode).where(WrongCode.hour <= now - timedelta(hours=1)))


def _plain(code: str) -> str:
    """A code as it was typed, without spaces, dashes and the other alphabet."""
    return "".join(sign for sign in code.upper().translate(_LOOK_ALIKE) if sign.isalnum())


def _keyed(secret: str, what: str, text: str) -> bytes:
    return hmac.new(secret.encode(), f"anonymous\n{what}\n{text}".encode(errors="replace"), sha256).digest()
