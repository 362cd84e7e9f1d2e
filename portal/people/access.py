"""Every route says who may use it; ``create_app()`` refuses to start with a route that doesn't."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask
from flask_login import current_user
from flask_login import login_required as _login_required

from portal.core.actor import Actor
from portal.core.errors import Forbidden
from portal.core.i18n import gettext as _
from portal.people.forms.administration import ROLE_NAMES
from portal.people.policy import USE_PORTAL, Action, may

F = TypeVar("F", bound=Callable[..., Any])

#: Endpoints that Flask adds by itself.
_OWN = {"static"}


def public(view: F) -> F:
    """Open to everyone, signed in or not."""
    view.access = None  # type: ignore[attr-defined]  # read by check_every_route and by the role x route test
    return view


def requires(action: Action) -> Callable[[F], F]:
    """Open to signed-in people to whom the table grants ``action``; others meet sign-in or 403."""

    def mark(view: F) -> F:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not may(current_actor(), action):
                raise Forbidden(_closed(action))
            return view(*args, **kwargs)

        view_with_sign_in: Any = _login_required(guarded)
        view_with_sign_in.access = action  # read by check_every_route and by the role x route test
        return view_with_sign_in  # type: ignore[no-any-return]  # wraps keeps the view's signature

    return mark


signed_in = requires(USE_PORTAL)


def _closed(action: Action) -> str:
    """Whom it is for, and what somebody does who needs it."""
    return _(
        "This part of the portal is for other roles than yours: %(roles)s. Nothing was changed. If you need it for "
        "your work, ask an administrator to give you the role.",
        roles=", ".join(str(name) for role, name in ROLE_NAMES.items() if role in action.roles),
    )


def current_actor() -> Actor:
    """Who acts in this request. Only for views; services are given the actor."""
    actor: Actor = current_user.actor
    return actor


def check_every_route(app: Flask) -> None:
    """Raise RuntimeError naming the routes that don't say who may use them."""
    silent = [name for name, view in app.view_functions.items() if name not in _OWN and not hasattr(view, "access")]
    if silent:
        raise RuntimeError(f"These routes don't say who may use them: {', '.join(sorted(silent))}")
