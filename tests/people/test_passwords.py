"""Passwords: long, not common, not one's own name; no rule of composition."""

import pytest

from portal.core.errors import Invalid
from portal.people.passwords import COMMON_PASSWORDS, check_new_password, hash_password, verify_password


@pytest.mark.parametrize(
    "password",
    [
        "коротко", "1234567890", "qwertyuiop", "йцукенгшщз", "Password123", "пароль12345", "gfhjkm12345",
        "aaaaaaaaaaaa", "abababababab", "слава україні"[:9], "Олена Савчук", "savchuk2024", "x" * 257, "㎏㎝㏒㎅" * 50,
    ],
)  # fmt: skip
def test_a_guessable_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        check_new_password(password, name="Олена Савчук", email="savchuk@example.test")


@pytest.mark.parametrize(
    "password", ["синій кіт їсть борщ", "correct battery horse", "довгийтанудний", "🐈🐕🐎🐄🐖🐑🐐🐓🦆🦉"]
)
def test_length_is_enough(password: str) -> None:
    check_new_password(password, name="Олена Савчук", email="savchuk@example.test")


def test_the_list_holds_thousands_that_could_be_chosen() -> None:
    words = COMMON_PASSWORDS.read_text(encoding="utf-8").split()
    assert len(words) >= 3000
    assert all(len(word) >= 10 and word == word.casefold() for word in words)


def test_a_password_is_the_same_from_any_keyboard() -> None:
    assert verify_password(hash_password("й" + "їжак-їсть"), "и\u0306" + "ї".replace("ї", "і\u0308") + "жак-їсть")


@pytest.mark.parametrize("password", ["㎏㎝㏒㎅" * 28, "и\u0306жак-" * 51, "кіт " * 64])
def test_every_password_that_is_accepted_signs_in(password: str) -> None:
    check_new_password(password, name="Олена Савчук", email="savchuk@example.test")
    assert verify_password(hash_password(password), password)
    assert not verify_password(hash_password(password), password[:-4])


def test_a_longer_password_is_another_one() -> None:
    assert not verify_password(hash_password("кіт " * 64), "кіт " * 64 + "!")


def test_nobody_has_no_password() -> None:
    assert not verify_password(None, "nobody has this password")
