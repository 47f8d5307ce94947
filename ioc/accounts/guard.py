"""The door of every route: which permission it names, and who is asking."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import g
from flask_babel import gettext as _

from ioc.accounts.permissions import PERMISSIONS, PUBLIC
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Forbidden, IocError

View = TypeVar("View", bound=Callable[..., Any])
ANYBODY = Actor("citizen", role="citizen")


class Unauthenticated(IocError):
    type = "unauthenticated"
    status = 401


def actor() -> Actor:
    """Who asks in this request: set by the web's `before_request` from the session cookie or the bearer token."""
    return cast(Actor, g.get("actor", ANYBODY))


def needs(permission: str) -> Callable[[View], View]:
    """Marks and guards a view. `permission` is one of ioc.accounts.permissions, or PUBLIC."""
    if permission != PUBLIC and permission not in PERMISSIONS:
        raise ValueError(f"no role has the permission {permission}")

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            check(permission)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined] # read by the test that walks all routes
        return cast(View, guarded)

    return mark


def check(permission: str) -> None:
    """Raises Unauthenticated (nobody) or Forbidden (somebody else)."""
    if permission == PUBLIC:
        return
    who = actor()
    if permission in who.permissions:
        return
    if who.kind == "citizen":
        raise Unauthenticated(_("Cần đăng nhập."), permission=permission)
    raise Forbidden(_("Vai trò của bạn không được làm việc này."), permission=permission)
