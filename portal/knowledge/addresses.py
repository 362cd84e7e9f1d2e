"""Addresses that are the same for every kind of item: what is read and done about one."""

from portal.core.numbers import number_path


def address(number: int, place: str = "") -> str:
    """A page about an item, or where something about it is sent; without a place what all of them begin with."""
    return f"/knowledge/{number_path(number)}{f'/{place}' if place else ''}"
