"""One's own account: password, second factor, recovery codes, signing out on every device."""

from typing import Any, cast

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from ioc.accounts import identity, passwords, recovery, service, signin
from ioc.accounts.events import UserSecondFactorSet
from ioc.accounts.guard import actor, needs
from ioc.accounts.models import User
from ioc.accounts.permissions import role_names
from ioc.accounts.security import codes
from ioc.kernel import clock, events
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Forbidden, Invalid
from ioc.kernel.http import services

bp = Blueprint("account", __name__, url_prefix="/account")
NEW_SECRET = "totp"  # noqa: S105 - session: the secret that is being set up


@bp.get("")
@needs("account.own")
def account() -> str:
    return _page()


@bp.post("")
@needs("account.own")
def change_password() -> Any:
    """The old password once more, then a new one; every other session of the person ends."""
    who = _person()
    if not _knows_password("old"):
        return _page(error=_("Mật khẩu cũ không đúng.")), 422
    try:
        new_hash = passwords.hashed(service.acceptable(request.form.get("new", "")))
    except Invalid as wrong:
        return _page(error=wrong.detail), wrong.status
    with services().db.write() as unit:
        user = service.set_password(unit, who, clock.now(), cast(int, who.id), new_hash)
    _stay(user)
    return _page(done=_("Đã đổi. Các thiết bị khác phải đăng nhập lại."))


@bp.post("/sign-out")
@needs("account.own")
def sign_out_everywhere() -> Any:
    """Every device but this one: a lost laptop, a shared machine."""
    who = _person()
    with services().db.write() as unit:
        user = service.sign_out_everywhere(unit, who, clock.now(), cast(int, who.id))
    _stay(user)
    return _page(done=_("Đã đăng xuất khỏi mọi thiết bị khác."))


@bp.get("/second-factor")
@needs("account.own")
def second_factor() -> Any:
    """A code of the phone besides the password, for whoever wants one or is told to."""
    user = _user()
    if user.tf_totp_secret:
        return redirect(url_for("account.account"))
    session.setdefault(NEW_SECRET, codes(current_app).generate_totp_secret())
    return _setup(user)


@bp.post("/second-factor")
@needs("account.own")
def set_second_factor() -> Any:
    who, held, now = _person(), services(), clock.now()
    secret = session.get(NEW_SECRET)
    if not secret:
        return redirect(url_for("account.second_factor"), 303)
    with held.db.write() as unit:
        user = service.get(unit, cast(int, who.id))
        good = not user.tf_totp_secret and verified(user, secret)
        if good:
            user.tf_totp_secret, user.tf_primary_method = secret, "authenticator"
            events.append(unit, UserSecondFactorSet(), user.id, who, now, user.origin)
            fresh = recovery.make(unit, who, now, user.id)
    if not good:
        return _setup(user, _("Mã không đúng hoặc đã dùng rồi.")), 422
    session.pop(NEW_SECRET)
    session[identity.PROVEN] = True
    return render_template("accounts/recovery.html", codes=fresh, next="/account")


@bp.post("/recovery-codes")
@needs("account.own")
def recovery_codes() -> Any:
    who = _person()
    if not _user().tf_totp_secret:
        return _page(error_codes=_("Hãy bật mã xác thực trước.")), 409
    if not _knows_password("password"):
        return _page(error_codes=_("Mật khẩu không đúng.")), 422
    with services().db.write() as unit:
        fresh = recovery.make(unit, who, clock.now(), cast(int, who.id))
    return render_template("accounts/recovery.html", codes=fresh, next="/account")


def verified(user: User, secret: str) -> bool:
    """The six digits that were sent belong to this secret and were not used before."""
    given = "".join(request.form.get("code", "").split())
    return bool(given) and bool(codes(current_app).verify_totp(given, secret, user, window=30))


def _page(*, error: str = "", error_codes: str = "", done: str = "") -> str:
    user = _user()
    return render_template(
        "accounts/account.html",
        error=error,
        error_codes=error_codes,
        done=done,
        role=role_names()[signin.role_of(user)],
        user=user,
        codes_left=len(user.mf_recovery_codes or ()),
    )


def _setup(user: User, error: str = "") -> str:
    values = codes(current_app).fetch_setup_values(session[NEW_SECRET], user)
    shown = {"image": values["image"], "key": values["key"], "action": "/account/second-factor"}
    return render_template("accounts/setup.html", error=error, **shown)


def _person() -> Actor:
    """The one who sits here. A token is nobody's account."""
    who = actor()
    if who.kind != "user":
        raise Forbidden(_("Trang này chỉ dành cho người đã đăng nhập."))
    return who


def _user() -> User:
    with services().db.read() as unit:
        return service.get(unit, cast(int, _person().id))


def _knows_password(field: str) -> bool:
    return passwords.matches(request.form.get(field, ""), _user().password)


def _stay(user: User) -> None:
    """The sessions of this person were ended; the one that asked for it goes on, as a new one."""
    identity.enter(user, proven=bool(session.get(identity.PROVEN)))
