"""What others ask of the index: look again at some items, or be up to date at once."""

from portal.core import clock
from portal.core.db import db
from portal.search.healing import heal
from portal.search.refreshing import carry_out_pending, refresh
from portal.search.upkeep import look_at_drafts

__all__ = ["catch_up", "refresh"]


def catch_up() -> int:
    """Do at once what the worker would do soon, until search knows what is there; how many changes had waited."""
    done = carry_out_pending()
    heal()
    look_again = look_at_drafts(db.session(), clock.now())
    db.session().rollback()
    if look_again is not None:
        look_again()
    return done
