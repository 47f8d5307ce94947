"""Pages of signing in: name and password, then the second factor or a recovery code."""

from collections.abc import Callable
from typing import Any, cast

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ioc.accounts import identity, own, recovery, service, signin
from ioc.accounts.events import UserSecondFactorSet
from ioc.accounts.guard import Unauthenticated, actor, needs
from ioc.accounts.models import User
from ioc.accounts.permissions import PUBLIC
from ioc.accounts.security import codes
from ioc.kernel import clock, events
from ioc.kernel.http import services
from ioc.kernel.limits import Limiter

bp = Blueprint("login", __name__)

HALF, NEW_SECRET = "half", own.NEW_SECRET  # session: who gave the password but no code yet; the secret being set up
HALF_FOR_S = 600
FIRST_PAGE = {
    "crew": "/crew",
    "viewer": "/wall",
    "supervisor": "/lead",
    "agency": "/agency",
    "admin": "/admin",
    "moderator": "/account",
}


@bp.get("/login")
@needs(PUBLIC)
def login() -> Any:
    if actor().kind == "user":
        return redirect(_next())
    return _form()


@bp.post("/login")
@needs(PUBLIC)
def sign_in() -> Any:
    _address_allows()
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        user = signin.by_password(services().db, name, password, clock.now(), required=services().settings.two_factor)
    except signin.SignInRefused as refused:
        return _form(refused.detail, name), refused.status
    target = _next()
    if not signin.needs_second_factor(user, required=services().settings.two_factor):
        return _enter(user, target, proven=False)
    session.clear()
    session[HALF] = {"id": user.id, "session": user.fs_uniquifier, "at": clock.now().timestamp(), "next": target}
    return redirect(url_for("login.code" if user.tf_totp_secret else "login.setup"), 303)


@bp.get("/login/code")
@needs(PUBLIC)
def code() -> Any:
    _half()
    return render_template("accounts/code.html", error=None)


@bp.post("/login/code")
@needs(PUBLIC)
def check_code() -> Any:
    user = _half()
    return _prove(user, user.tf_totp_secret, lambda error: render_template("accounts/code.html", error=error))


@bp.get("/login/setup")
@needs(PUBLIC)
def setup() -> Any:
    """A second factor for the first time. Whoever has one already is asked for its code instead."""
    user = _half()
    if user.tf_totp_secret:
        return redirect(url_for("login.code"))
    session.setdefault(NEW_SECRET, codes(current_app).generate_totp_secret())
    return _setup_page(user)


@bp.post("/login/setup")
@needs(PUBLIC)
def finish_setup() -> Any:
    user = _half()
    if user.tf_totp_secret or NEW_SECRET not in session:
        return redirect(url_for("login.login"), 303)
    return _prove(user, session[NEW_SECRET], lambda error: _setup_page(user, error), first=True)


@bp.post("/logout")
@needs(PUBLIC)
def logout() -> Any:
    """What a shared tablet kept for this person is forgotten, except what it has not sent yet: that waits for them."""
    identity.leave()
    answer = redirect(url_for("login.login", left=1), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _prove(user: User, secret: str | None, again: Callable[[str], str], *, first: bool = False) -> Any:
    """The code is right: the session begins. Wrong: counted like a wrong password."""
    _address_allows()
    now, held = clock.now(), services()
    fresh: list[str] = []
    with held.db.write() as unit:
        row = service.get(unit, user.id)
        good = row.active and not signin.locked(row, now) and _proven(row, secret)
        refused = None if good else signin.after_wrong_code(unit, row, now)
        if good:
            signin.complete(unit, row, now)
        if good and first:
            row.tf_totp_secret, row.tf_primary_method = secret, "authenticator"
            who = signin.actor_of(row)
            events.append(unit, UserSecondFactorSet(), row.id, who, now, row.origin)
            fresh = recovery.make(unit, who, now, row.id)
    if refused is None:
        answer = _enter(row, session[HALF]["next"], proven=True)
        if not fresh:
            return answer
        return render_template("accounts/recovery.html", codes=fresh, next=answer.headers["Location"])
    if isinstance(refused, signin.Locked):
        session.clear()
        return _form(refused.detail), refused.status
    return again(refused.detail), refused.status


def _address_allows() -> None:
    """Raises TooOften (429): one address neither guesses for long nor locks a whole duty room."""
    held = services()
    limiter: Limiter = held.extra.setdefault("sign-in", Limiter())
    limiter.check(held.settings.config.accounts.per_address)


def _proven(row: User, secret: str | None) -> bool:
    """By the app's six digits, or by a recovery code, which is spent by that."""
    spare = request.form.get("recovery", "").strip()
    if spare:
        return bool(row.tf_totp_secret) and recovery.use(row, spare)
    return bool(secret) and own.verified(row, cast(str, secret))


def _half() -> User:
    """Who gave the right password a moment ago. Raises Unauthenticated when nobody did."""
    half = session.get(HALF)
    if not half or clock.now().timestamp() - half["at"] > HALF_FOR_S:
        raise Unauthenticated(_("Cần đăng nhập."))
    with services().db.read() as unit:
        user = service.get(unit, half["id"])
    if user.fs_uniquifier != half["session"] or not user.active:
        raise Unauthenticated(_("Cần đăng nhập."))
    return user


def _enter(user: User, target: str, *, proven: bool) -> Response:
    identity.enter(user, proven=proven)
    return redirect(target if target != "/" else FIRST_PAGE.get(signin.role_of(user), "/console"), 303)


def _next() -> str:
    """Where to after signing in: a path of ours, never another's site."""
    target = request.values.get("next", "/")
    inside = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if inside and not target.startswith("/login") else "/"


def _form(error: str | None = None, name: str = "") -> str:
    return render_template("accounts/login.html", error=error, name=name, next=_next())


def _setup_page(user: User, error: str | None = None) -> str:
    values = codes(current_app).fetch_setup_values(session[NEW_SECRET], user)
    shown = {"image": values["image"], "key": values["key"], "action": "/login/setup"}
    return render_template("accounts/setup.html", error=error, **shown)
