"""A limit on sending what costs work, for all web workers together: texts are laid out when they are sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from portal.core import clock
from portal.core.db import transaction
from portal.people.access import current_actor
from portal.people.services.guessing import count_text

F = TypeVar("F", bound=Callable[..., Any])


def rate_limited(view: F) -> F:
    """Count each text that the signed-in person sends; after too many the view isn't asked, and 429 is answered."""

    @wraps(view)
    def counted(*args: Any, **kwargs: Any) -> Any:
        with transaction() as session:
            count_text(session, current_actor(), now=clock.now())
        return view(*args, **kwargs)

    return counted  # type: ignore[return-value]  # wraps keeps the view's signature
