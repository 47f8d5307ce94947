"""Sent once however often it is tapped: the answer to a key is kept and given again.

The claim, what the view creates and its answer share one unit of work, which begins with the view's first write: a
second tap waits there for the first to commit and then finds its answer; a view that fails leaves nothing behind, so
that the sender may try again. What a view does before it writes (parsing, judging photos) holds up nobody.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, g, make_response, request
from flask_babel import gettext as _
from sqlalchemy import CursorResult, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.wrappers import Response

from ioc.kernel import clock
from ioc.kernel.db import Base, Database
from ioc.kernel.errors import Invalid, IocError

View = TypeVar("View", bound=Callable[..., Any])
KEPT_FOR = timedelta(days=2)
LONGEST_KEY = 120
HEADER, FIELD = "Idempotency-Key", "idempotency_key"
NOT_PART_OF_THE_BODY = (FIELD, "csrf_token")


class IdempotentAnswer(Base):
    """`scope` is who asked and where; the same key with another body is refused (422)."""

    __tablename__ = "idempotent_answer"

    scope: Mapped[str] = mapped_column(String(120), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    body_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)


class KeyReused(Invalid):
    type = "idempotency-key-reused"


def idempotent(view: View) -> View:
    """For views that create. The key comes in `Idempotency-Key` or, from a form, in `idempotency_key`."""

    @wraps(view)
    def once(*args: Any, **kwargs: Any) -> Any:
        key = (request.headers.get(HEADER) or request.form.get(FIELD) or "").strip()
        if not key:
            return view(*args, **kwargs)
        if len(key) > LONGEST_KEY:
            raise Invalid(_("Idempotency-Key có nhiều nhất %(n)s ký tự.", n=LONGEST_KEY))
        sha256, db = _fingerprint(), current_app.extensions["ioc"].db
        try:
            _look(db, key)
            with db.whole(lambda session: _claim(session, key)) as whole:
                answer = make_response(view(*args, **kwargs))
                if answer.status_code < 400:  # noqa: PLR2004 - errors create nothing; the sender may try again
                    _keep(whole.begun(), key, sha256, answer)
                return answer
        except _Known as found:
            return _again(found.row, sha256)
        except IocError:
            try:
                _look(db, key)  # refused because the first tap, a moment ago, has done it
            except _Known as found:
                return _again(found.row, sha256)
            raise

    once.idempotent = True  # type: ignore[attr-defined] # read by the description of the API
    return cast(View, once)


def forget(session: Session, now: datetime) -> int:
    """Drops answers older than KEPT_FOR; how many."""
    gone = session.execute(delete(IdempotentAnswer).where(IdempotentAnswer.at < now - KEPT_FOR))
    return cast(CursorResult[Any], gone).rowcount


class _Known(Exception):
    """The key has its answer. Leaves the view before it has written anything."""

    def __init__(self, row: IdempotentAnswer) -> None:
        super().__init__(row.key)
        self.row = row


def _look(db: Database, key: str) -> None:
    with db.read() as session:
        _claim(session, key)


def _claim(session: Session, key: str) -> None:
    """Raises _Known. Under the writer's lock nobody else can have the key from now on."""
    known = session.get(IdempotentAnswer, (_scope(), key))
    if known is not None:
        session.expunge(known)  # it outlives the unit
        raise _Known(known)


def _keep(session: Session, key: str, sha256: str, answer: Response) -> None:
    kept = {"text": answer.get_data(as_text=True), "mime": answer.mimetype, "to": answer.headers.get("Location")}
    row = IdempotentAnswer(
        scope=_scope(),
        key=key,
        body_sha256=sha256,
        status=answer.status_code,
        answer=kept,
        at=clock.now(),
    )
    session.add(row)


def _again(known: IdempotentAnswer, sha256: str) -> Response:
    if known.body_sha256 != sha256:
        raise KeyReused(_("Idempotency-Key này đã được dùng với một nội dung khác."))
    answer = current_app.response_class(known.answer["text"], known.status, mimetype=known.answer["mime"])
    if known.answer["to"]:
        answer.headers["Location"] = known.answer["to"]
    answer.headers["Idempotent-Replay"] = "true"
    return answer


def _scope() -> str:
    """Who asks, and for what: nobody can fetch another's answer by guessing a key."""
    who = g.get("actor")
    name = f"{who.kind}:{who.id}" if who is not None else "citizen:None"
    path = hashlib.sha256(request.path.encode()).hexdigest()[:16]
    return f"{name}:{request.method}:{request.endpoint}:{path}"[-120:]


def _fingerprint() -> str:
    """SHA-256 of what is sent. A form is taken by its fields and files: its boundary differs with every try."""
    digest = hashlib.sha256()
    if not request.mimetype.startswith("multipart/"):
        digest.update(request.get_data(cache=True, parse_form_data=False))
        if request.mimetype != "application/x-www-form-urlencoded":
            return digest.hexdigest()
        digest = hashlib.sha256()
    for name, value in sorted(request.form.items(multi=True)):
        if name not in NOT_PART_OF_THE_BODY:
            digest.update(f"{name}={len(value)}:{value};".encode())
    for name, file in request.files.items(multi=True):
        content = hashlib.file_digest(cast(Any, file.stream), "sha256").hexdigest()
        file.stream.seek(0)
        digest.update(f"{name}:{file.filename}:{content};".encode())
    return digest.hexdigest()
