"""The door of the centre: who is let in, what an error looks like, how much may be brought."""

import threading

import pytest
from flask import Blueprint, Flask
from pydantic import BaseModel
from sqlalchemy import func, select

from ioc.accounts import tokens
from ioc.accounts.guard import actor, needs
from ioc.accounts.models import ApiToken
from ioc.accounts.permissions import PUBLIC
from ioc.kernel.clock import now
from ioc.kernel.db import Database
from ioc.kernel.errors import IllegalMove
from ioc.kernel.http import Services, body, idempotent, services
from ioc.kernel.idempotency import IdempotentAnswer, forget

drawing, drawn = threading.Event(), threading.Event()


class Thing(BaseModel):
    name: str


@pytest.fixture
def app(app: Flask) -> Flask:
    """The real application with one more room, so that the door is tested and not somebody's routes."""
    bp = Blueprint("things", __name__, url_prefix="/api/v1/things")

    @bp.post("")
    @needs("users.manage")
    @idempotent
    def make():
        shape = body(Thing)
        with services().db.write() as session:
            tokens.issue(session, now(), "device", shape.name)
        with services().db.read() as session:
            made = session.scalar(select(func.count()).where(ApiToken.name == shape.name))
        return {"name": shape.name, "made": made}, 201

    @bp.post("/drawn")
    @needs("users.manage")
    @idempotent
    def draw():
        drawing.set()  # a map, a photo: slow, and before anything is written
        assert drawn.wait(20)
        with services().db.write() as session:
            tokens.issue(session, now(), "device", "drawn")
        return {}, 201

    @bp.get("/me")
    @needs("incidents.view")
    def me():
        return {"role": actor().role}

    @bp.post("/upload")
    @needs(PUBLIC)
    @idempotent
    def upload():
        from flask import request

        return {"n": len(request.files["file"].read())}

    @bp.get("/move")
    @needs(PUBLIC)
    def move():
        raise IllegalMove("incident 1", "closed", "dispatch", ["reopen"])

    @bp.get("/crash")
    @needs(PUBLIC)
    def crash():
        raise ZeroDivisionError

    app.register_blueprint(bp)
    return app


def test_given_no_token_when_a_guarded_route_is_asked_then_401_names_bearer(client_for) -> None:
    answer = client_for("anonymous").get("/api/v1/things/me")
    assert (answer.status_code, answer.json["type"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_given_an_officers_token_when_asked_then_the_officer_is_the_actor(client_for) -> None:
    assert client_for("officer").get("/api/v1/things/me").json == {"role": "officer"}


def test_given_a_token_of_another_role_when_asked_then_403_names_the_permission(client_for) -> None:
    answer = client_for("officer").post("/api/v1/things", json={"name": "x"})
    assert (answer.status_code, answer.json["permission"]) == (403, "users.manage")
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "bearer ioc_x"])
def test_given_a_wrong_token_when_anything_is_asked_then_it_is_refused(client_for, header: str) -> None:
    answer = client_for("anonymous").get("/api/v1/things/move", headers={"Authorization": header})
    assert answer.status_code == 401


def test_given_a_token_in_the_query_string_when_asked_then_it_counts_for_nothing(client_for, db: Database) -> None:
    with db.write() as session:
        secret = tokens.issue(session, now(), "officer", "x")
    client = client_for("anonymous")
    for name in ("token", "auth_token", "access_token", "api_key"):
        assert client.get(f"/api/v1/things/me?{name}={secret}").status_code == 401


def test_given_a_revoked_token_when_asked_then_401(client_for, db: Database) -> None:
    client = client_for("officer")
    with db.write() as session:
        tokens.revoke(session, now(), session.scalars(select(ApiToken)).one().id)
    assert client.get("/api/v1/things/me").status_code == 401


def test_given_a_token_when_stored_then_only_its_hash_is(db: Database) -> None:
    with db.write() as session:
        secret = tokens.issue(session, now(), "officer", "x")
        row = session.scalars(select(ApiToken)).one()
        assert secret.encode() not in row.sha256
        assert len(row.sha256) == 32


def test_given_an_illegal_move_when_answered_then_409_names_the_legal_ones(client_for) -> None:
    answer = client_for("anonymous").get("/api/v1/things/move")
    assert answer.status_code == 409
    assert answer.json["legal"] == ["reopen"]


def test_given_an_unexpected_error_when_answered_then_500_tells_nothing_of_the_inside(client_for) -> None:
    answer = client_for("anonymous").get("/api/v1/things/crash")
    assert (answer.status_code, answer.json["type"]) == (500, "internal")
    assert "Zero" not in answer.text


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/nothing", "/open311/nothing"])
def test_given_an_unknown_api_path_when_asked_then_404_is_a_problem(client_for, path: str) -> None:
    answer = client_for("admin").get(path, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "sent", [b"{", b"[1]", b'"x"', b"\xff\xfe", b'{"name": NaN}', b"[" * 100_000, b'{"name": 5}', b"{}"]
)
def test_given_json_that_is_none_or_of_another_shape_when_sent_then_422(client_for, sent: bytes) -> None:
    answer = client_for("admin").post("/api/v1/things", data=sent, content_type="application/json")
    assert (answer.status_code, answer.json["type"]) == (422, "invalid")


def test_given_a_body_above_the_limit_when_sent_then_413(client_for) -> None:
    answer = client_for("admin").post("/api/v1/things", json={"name": "x" * (1 << 20)})
    assert (answer.status_code, answer.json["type"]) == (413, "too-large")


def test_given_any_answer_when_read_then_it_carries_the_security_headers(client_for) -> None:
    answer = client_for("anonymous").get("/api/v1/things/move")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in answer.headers


def test_given_the_same_key_and_body_when_sent_twice_then_one_thing_is_made(client_for, db: Database) -> None:
    client = client_for("admin")
    first, second = (
        client.post("/api/v1/things", json={"name": "gate"}, headers={"Idempotency-Key": "k1"}) for _ in range(2)
    )
    assert (first.status_code, first.json) == (second.status_code, second.json) == (201, {"name": "gate", "made": 1})
    assert _count(db, "gate") == 1


def test_given_the_same_key_and_another_body_when_sent_then_422(client_for) -> None:
    client = client_for("admin")
    client.post("/api/v1/things", json={"name": "a"}, headers={"Idempotency-Key": "k1"})
    answer = client.post("/api/v1/things", json={"name": "b"}, headers={"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.json["type"]) == (422, "idempotency-key-reused")


def test_given_the_key_of_somebody_else_when_sent_then_it_is_a_key_of_ones_own(client_for, db: Database) -> None:
    for _ in range(2):
        client_for("admin").post("/api/v1/things", json={"name": "a"}, headers={"Idempotency-Key": "k1"})
    assert _count(db, "a") == 2


def test_given_a_failed_creation_when_sent_again_with_its_key_then_it_is_tried_again(client_for, db: Database) -> None:
    client = client_for("admin")
    assert client.post("/api/v1/things", json={}, headers={"Idempotency-Key": "k1"}).status_code == 422
    assert client.post("/api/v1/things", json={"name": "a"}, headers={"Idempotency-Key": "k1"}).status_code == 201


def test_given_a_double_tap_when_both_arrive_at_once_then_one_thing_is_made(client_for, db: Database) -> None:
    client = client_for("admin")
    header = client.environ_base["HTTP_AUTHORIZATION"]
    answers = []

    def tap() -> None:
        own = client.application.test_client()
        headers = {"Idempotency-Key": "k1", "Authorization": header}
        answers.append(own.post("/api/v1/things", json={"name": "tap"}, headers=headers))

    threads = [threading.Thread(target=tap) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [a.status_code for a in answers] == [201] * 4
    assert _count(db, "tap") == 1


def test_given_a_keyed_view_that_is_still_drawing_when_others_write_then_they_need_not_wait(
    client_for, db: Database
) -> None:
    client = client_for("admin")
    drawing.clear(), drawn.clear()
    answers = []
    sent = threading.Thread(
        target=lambda: answers.append(client.post("/api/v1/things/drawn", headers={"Idempotency-Key": "k1"}))
    )
    sent.start()
    assert drawing.wait(20)
    other = threading.Thread(target=_write, args=(db, "meanwhile"))
    other.start()
    other.join(5)
    waits = other.is_alive()
    drawn.set()
    sent.join(20)
    other.join(20)
    assert not waits
    assert (answers[0].status_code, _count(db, "meanwhile"), _count(db, "drawn")) == (201, 1, 1)
    client.post("/api/v1/things/drawn", headers={"Idempotency-Key": "k1"})
    assert _count(db, "drawn") == 1


def _write(db: Database, name: str) -> None:
    with db.write() as session:
        tokens.issue(session, now(), "device", name)


def test_given_one_form_sent_twice_when_its_boundary_differs_then_it_is_the_same_body(client_for) -> None:
    from io import BytesIO

    client = client_for("anonymous")
    answers = [
        client.post("/api/v1/things/upload", data={"file": (BytesIO(b"abc"), "a.jpg"), "idempotency_key": "k"})
        for _ in range(2)
    ]
    assert [a.json for a in answers] == [{"n": 3}] * 2
    assert answers[1].headers["Idempotent-Replay"] == "true"


def test_given_old_answers_when_forgotten_then_only_they_go(client_for, db: Database) -> None:
    from datetime import timedelta

    client_for("admin").post("/api/v1/things", json={"name": "a"}, headers={"Idempotency-Key": "k1"})
    with db.write() as session:
        assert forget(session, now() + timedelta(days=1)) == 0
        assert forget(session, now() + timedelta(days=3)) == 1
        assert session.scalars(select(IdempotentAnswer)).all() == []


def test_given_https_when_answered_then_the_browser_is_told_to_stay(services: Services) -> None:
    from ioc.kernel.config import Config, Server, Settings
    from ioc.web.app import create_app

    safe = Config(server=Server(public_url="https://canh.example.vn"))
    services.settings = Settings(safe, services.settings.home, {"IOC_DEMO": "0"})
    app = create_app(services)
    assert "max-age" in app.test_client().get("/api/x").headers["Strict-Transport-Security"]
    assert app.config["SESSION_COOKIE_SECURE"] is True


def _count(db: Database, name: str) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).where(ApiToken.name == name)) or 0


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/api/v1/nothing", {}, 404),
        ("DELETE", "/api/v1/sensors", {}, 405),
        ("GET", "/api/v1/things/move", {}, 409),
        ("POST", "/api/v1/things", {"json": {"name": "x" * (1 << 20)}}, 413),
        ("POST", "/api/v1/things", {"data": b"<name/>", "content_type": "application/xml"}, 415),
        ("POST", "/api/v1/things", {"json": {}}, 422),
        ("GET", "/api/v1/things/crash", {}, 500),
    ],
)
def test_given_each_way_to_be_wrong_when_asked_then_a_problem_says_so(
    client_for, method: str, path: str, sent: dict[str, object], status: int
) -> None:
    answer = client_for("admin").open(path, method=method, headers={"Accept": "text/html"}, **sent)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert {"type", "title", "status", "detail", "instance"} <= set(answer.json)
