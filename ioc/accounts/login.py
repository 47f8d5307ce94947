"""Pages of signing in: name and password, the second factor, one's own account."""

from collections.abc import Callable
from typing import Any, cast

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ioc.accounts import identity, passwords, service, signin
from ioc.accounts.guard import Unauthenticated, actor, needs
from ioc.accounts.models import User
from ioc.accounts.permissions import PUBLIC
from ioc.accounts.security import codes
from ioc.kernel import clock
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Forbidden, Invalid
from ioc.kernel.http import services

bp = Blueprint("login", __name__)

HALF, NEW_SECRET = "half", "totp"  # session: who gave the password but no code yet; the secret being set up
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
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        user = signin.by_password(services().db, name, password, clock.now())
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
    return _prove(user, session[NEW_SECRET], lambda error: _setup_page(user, error))


@bp.post("/logout")
@needs(PUBLIC)
def logout() -> Any:
    """What a shared tablet kept for this person is forgotten, except what it has not sent yet: that waits for them."""
    identity.leave()
    answer = redirect(url_for("login.login", left=1), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.get("/account")
@needs("account.own")
def account() -> Any:
    _person()
    return render_template("accounts/account.html", error=None, done=False)


@bp.post("/account")
@needs("account.own")
def change_password() -> Any:
    """The old password once more, then a new one; every other session of the person ends."""
    who, now = _person(), clock.now()
    held = services()
    with held.db.read() as unit:
        user = service.get(unit, cast(int, who.id))
    if not passwords.matches(request.form.get("old", ""), user.password):
        return render_template("accounts/account.html", error=_("Mật khẩu cũ không đúng."), done=False), 422
    try:
        new_hash = passwords.hashed(service.acceptable(request.form.get("new", "")))
    except Invalid as wrong:
        return render_template("accounts/account.html", error=wrong.detail, done=False), wrong.status
    with held.db.write() as unit:
        user = service.set_password(unit, who, now, user.id, new_hash)
    proven = bool(session.get(identity.PROVEN))
    identity.enter(user, proven=proven)
    return render_template("accounts/account.html", error=None, done=True)


def _person() -> Actor:
    """The one who sits here. A token is nobody's account."""
    who = actor()
    if who.kind != "user":
        raise Forbidden(_("Trang này chỉ dành cho người đã đăng nhập."))
    return who


def _prove(user: User, secret: str | None, again: Callable[[str], str]) -> Any:
    """The code is right: the session begins. Wrong: counted like a wrong password."""
    now, held = clock.now(), services()
    given = "".join(request.form.get("code", "").split())
    with held.db.write() as unit:
        row = service.get(unit, user.id)
        good = bool(secret) and codes(current_app).verify_totp(given, cast(str, secret), row, window=30)
        if good:
            row.tf_totp_secret, row.tf_primary_method, row.failed_logins = secret, "authenticator", 0
    if good:
        return _enter(row, session[HALF]["next"], proven=True)
    refused = signin.wrong_code(held.db, user.id, now)
    if isinstance(refused, signin.Locked):
        session.clear()
        return _form(refused.detail), refused.status
    return again(refused.detail), refused.status


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
    return render_template("accounts/setup.html", error=error, image=values["image"], key=values["key"])
