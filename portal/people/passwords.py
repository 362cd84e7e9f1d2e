"""Passwords: argon2id, long enough, not a common one (NIST SP 800-63B, section 5.1.1.2)."""

import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l

MIN_LETTERS = 10
MAX_LETTERS = 256
COMMON_PASSWORDS = Path(__file__).parent / "common_passwords.txt"

_hasher = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
#: Verified when there is no such person, so that the answer takes as long.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Argon2id with its parameters and salt. Slow: never inside a write transaction."""
    return _hasher.hash(_normal(password))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether it is the password; takes as long when there is nobody or no password."""
    try:
        _hasher.verify(password_hash or _NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def check_new_password(password: str, *, name: str, email: str) -> None:
    """Raise Invalid when the password is too short, too long, too common or the person's own name.

    What is measured is what is hashed: some single characters are several once they are composed ("㏒" is "log").
    """
    normal = _normal(password)
    if len(normal) < MIN_LETTERS:
        raise Invalid(
            _l("A password has at least 10 characters. A short sentence is easy to remember."),
            field="new_password",
        )
    if len(normal) > MAX_LETTERS:
        raise Invalid(_l("A password has at most 256 characters."), field="new_password")
    plain = normal.casefold()
    if plain in _common() or len(set(plain)) < 4:
        raise Invalid(
            _l("This password is on the lists that are tried first. Choose another one."), field="new_password"
        )
    own = {email.casefold(), email.split("@")[0].casefold(), *name.casefold().split(), name.casefold()}
    if plain in own or any(len(word) >= 4 and plain.startswith(word) and len(plain) - len(word) < 5 for word in own):
        raise Invalid(
            _l("This password is too close to your name or e-mail. Choose another one."), field="new_password"
        )


def _normal(password: str) -> str:
    """The same password from any keyboard: composed and decomposed letters are one (SP 800-63B asks for it)."""
    return unicodedata.normalize("NFKC", password)


@cache
def _common() -> frozenset[str]:
    """Passwords that are tried first, read once: only those long enough to be accepted at all."""
    return frozenset(COMMON_PASSWORDS.read_text(encoding="utf-8").split("\n")) - {""}
