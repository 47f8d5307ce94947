"""Users, roles, API tokens, and who looked at what."""

from datetime import datetime
from typing import Any

from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String, Table
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ioc.kernel.db import Base
from ioc.kernel.events import BigId

roles_users = Table(
    "roles_users",
    Base.metadata,
    Column("user_id", ForeignKey("user.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class Words(AsaList):  # type: ignore[misc] # the library is untyped
    """A list of words in one column. It holds nothing of its own, so statements with it may be compiled once."""

    cache_ok = True


class Role(Base, RoleMixin):  # type: ignore[misc] # the mixin is untyped
    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20), unique=True)
    description: Mapped[str | None] = mapped_column(String(120))


class User(Base, UserMixin):  # type: ignore[misc] # the mixin is untyped
    """A person of the staff. Exactly one role; citizens have no account."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    username: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)  # of the newest one-time code taken
    mf_recovery_codes: Mapped[Any | None] = mapped_column(MutableList.as_mutable(Words()))
    last_login_at: Mapped[datetime | None]
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(2))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    crew_id: Mapped[int | None] = mapped_column(ForeignKey("crew.id"))
    origin: Mapped[str] = mapped_column(String(8), default="real")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    roles: Mapped[list[Role]] = relationship(secondary=roles_users, lazy="joined")


class ApiToken(Base):
    """A bearer token: only its SHA-256 is kept; scoped to one role, revocable."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    crew_id: Mapped[int | None] = mapped_column(ForeignKey("crew.id"))
    gateway: Mapped[str | None] = mapped_column(String(40))  # the one camera gateway it speaks for
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class AccessRecord(Base):
    """Who opened, exported or changed what; append-only."""

    __tablename__ = "access_record"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_kind: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str | None] = mapped_column(String(80))
    address: Mapped[str | None] = mapped_column(String(64))
