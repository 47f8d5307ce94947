"""HTTP: oneself, people, tokens, and the record of who looked at what."""

from datetime import datetime
from typing import Any

from flask import Blueprint
from sqlalchemy import select

from ioc.accounts import audit, passwords, service, signin, tokens
from ioc.accounts.guard import actor, needs
from ioc.accounts.models import ApiToken, User
from ioc.accounts.permissions import PUBLIC
from ioc.accounts.schemas import TokenIn, UserChange, UserIn
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.http import body, query, services
from ioc.kernel.shapes import Part
from ioc.kernel.versions import as_seen

bp = Blueprint("accounts", __name__, url_prefix="/api/v1")


@bp.get("/me")
@needs(PUBLIC)
def me() -> Any:
    """Who I am to the centre; a visitor without an account is a citizen."""
    who = actor()
    return {
        "kind": who.kind,
        "id": who.id,
        "name": who.name,
        "role": who.role,
        "agency_id": who.agency_id,
        "crew_id": who.crew_id,
        "permissions": sorted(who.permissions),
    }


@bp.get("/users")
@needs("users.manage")
def users() -> Any:
    """The staff. Looking at the list is recorded: it names people."""
    asked = query(Part)
    with services().db.write() as session:
        audit.record(session, actor(), now(), "user.list")
        rows, following = asked.of(service.everyone(session))
        return {"items": [card(user) for user in rows], "next": following}


@bp.post("/users")
@needs("users.manage")
def create_user() -> Any:
    """Makes an account. Without a password one is generated and answered, this once (so no answer is kept for a
    second try: the address is taken by then, and 409 says so)."""
    shape = body(UserIn)
    password = service.acceptable(shape.password) if shape.password is not None else passwords.generated()
    stored = passwords.hashed(password)
    new = service.NewUser(**shape.model_dump(exclude={"password"}))
    with services().db.write() as session:
        made = card(service.create(session, actor(), now(), new, stored))
    return {**made, **({} if shape.password is not None else {"password": password})}, 201


@bp.patch("/users/<int:user_id>")
@needs("users.manage")
def change_user(user_id: int) -> Any:
    changes = body(UserChange).model_dump(exclude_unset=True)
    with services().db.write() as session:
        as_seen(service.get(session, user_id), card)
        return card(service.change(session, actor(), now(), user_id, changes))


@bp.post("/users/<int:user_id>/password")
@needs("users.manage")
def new_password(user_id: int) -> Any:
    """A new generated password, shown this once; all sessions of the person end and a lock is lifted."""
    password = passwords.generated()
    stored = passwords.hashed(password)
    with services().db.write() as session:
        return {**card(service.set_password(session, actor(), now(), user_id, stored)), "password": password}


@bp.post("/users/<int:user_id>/forget-second-factor")
@needs("users.manage")
def forget_second_factor(user_id: int) -> Any:
    with services().db.write() as session:
        return card(service.forget_second_factor(session, actor(), now(), user_id))


@bp.get("/tokens")
@needs("users.manage")
def list_tokens() -> Any:
    asked = query(Part)
    with services().db.read() as session:
        rows, following = asked.of(session.scalars(select(ApiToken).order_by(ApiToken.id.desc())).all())
        return {"items": [token_card(row) for row in rows], "next": following}


@bp.post("/tokens")
@needs("users.manage")
def create_token() -> Any:
    """The secret is in this answer and nowhere else: it is not kept, so this creation cannot be answered twice."""
    with services().db.write() as session:
        row, secret = tokens.grant(session, actor(), now(), body(TokenIn))
        return {**token_card(row), "token": secret}, 201


@bp.delete("/tokens/<int:token_id>")
@needs("users.manage")
def revoke_token(token_id: int) -> Any:
    with services().db.write() as session:
        return token_card(tokens.withdraw(session, actor(), now(), token_id))


@bp.get("/access")
@needs("users.manage")
def access() -> Any:
    """The newest records of who looked at, took out or changed what."""
    asked = query(Part)
    with services().db.read() as session:
        rows, following = asked.of(audit.newest(session))
    items = [
        {
            "id": row.id,
            "at": rfc3339(row.at),
            "actor": {"kind": row.actor_kind, "id": row.actor_id},
            "action": row.action,
            "subject": row.subject,
            "address": row.address,
        }
        for row in rows
    ]
    return {"items": items, "next": following}


def card(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "version": user.version,
        "email": user.email,
        "username": user.username,
        "name": user.name,
        "role": signin.role_of(user),
        "agency_id": user.agency_id,
        "crew_id": user.crew_id,
        "language": user.language,
        "active": user.active,
        "second_factor": bool(user.tf_totp_secret),
        "locked_until": rfc3339(user.locked_until),
        "last_login_at": rfc3339(user.last_login_at),
        "origin": user.origin,
    }


def token_card(row: ApiToken) -> dict[str, Any]:
    times: dict[str, datetime | None] = {
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "revoked_at": row.revoked_at,
        "last_used_at": row.last_used_at,
    }
    return {
        "id": row.id,
        "name": row.name,
        "role": row.role,
        "agency_id": row.agency_id,
        "crew_id": row.crew_id,
        **{name: rfc3339(at) for name, at in times.items()},
    }
