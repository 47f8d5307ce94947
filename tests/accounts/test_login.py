"""Signing in: password, lockout, second factor, the life of a session, forged requests."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from ioc.accounts import identity, passwords, service
from ioc.accounts.models import AccessRecord, User
from ioc.agencies.models import Agency
from ioc.dispatch.models import Crew
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.errors import Conflict
from tests.accounts.conftest import Person
from tests.accounts.people import PASSWORD
from tests.accounts.people import csrf_of as _token
from tests.accounts.people import sign_in as _sign_in


def test_given_name_and_password_when_signing_in_then_the_session_is_the_persons(app: Flask, person: Person) -> None:
    person()
    client = app.test_client()
    answer = _sign_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get("/console").status_code == 200


@pytest.mark.parametrize(("name", "password"), [("lan", "wrong"), ("nobody", PASSWORD), ("", ""), ("lan'--", "x")])
def test_given_wrong_words_when_signing_in_then_one_sentence_for_all(app, person, name, password) -> None:
    person()
    answer = _sign_in(app.test_client(), name, password)
    assert answer.status_code == 401
    assert "Tên hoặc mật khẩu không đúng." in answer.text


def test_given_a_name_in_capitals_or_an_address_when_signing_in_then_it_is_the_same_person(app, person) -> None:
    person()
    for name in ("LAN", "Lan@Example.vn", " lan "):
        assert _sign_in(app.test_client(), name).status_code == 303


def test_given_five_failures_when_the_right_password_comes_then_the_account_is_locked(app, person, db) -> None:
    person()
    client = app.test_client()
    assert [_sign_in(client, password="wrong").status_code for _ in range(6)] == [401] * 6  # like nobody
    assert _sign_in(client).status_code == 429  # told only to who knows the password
    with db.write() as session:
        session.execute(update(User).values(locked_until=now() - timedelta(seconds=1)))
    assert _sign_in(client).status_code == 303
    with db.read() as session:
        actions = list(session.scalars(select(AccessRecord.action)))
    assert actions.count("user.sign_in_failed") == 6


def test_given_one_address_when_it_tries_too_often_then_it_waits_whatever_the_name(app, person) -> None:
    person()
    client = app.test_client()
    token = _token(client)
    codes = [0]
    while codes[-1] != 429 and len(codes) < 120:  # every ten seconds one more is allowed: a slow machine earns some
        codes.append(client.post("/login", data={"name": f"n{len(codes)}", "csrf_token": token}).status_code)
    assert codes[1:61] == [401] * 60
    assert codes[-1] == 429


def test_given_a_session_when_somebody_signs_in_then_nothing_of_the_old_one_stays(app, person) -> None:
    person()
    client = app.test_client()
    before = _token(client)
    with client.session_transaction() as session:
        session["planted"] = "x"
    _sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session
    assert _token(client, "/account") != before


def test_given_the_hours_are_over_when_asked_then_the_person_signs_in_again(app, person) -> None:
    person()
    client = app.test_client()
    _sign_in(client)
    with client.session_transaction() as session:
        session[identity.SINCE] -= 13 * 3600
    answer = client.get("/console?a=1", headers={"Accept": "text/html"})
    assert answer.headers["Location"] == "/login?next=/console?a%3D1"


def test_given_a_new_password_when_set_then_the_old_session_is_over(app, person, db) -> None:
    user = person()
    client = app.test_client()
    _sign_in(client)
    secret = passwords.hashed("another-long-password")
    with db.write() as session:
        service.set_password(session, SYSTEM, now(), user.id, secret)
    assert client.get("/console").status_code == 401


def test_given_a_person_shut_out_when_asked_then_their_session_is_over(app, person, db) -> None:
    user = person()
    client = app.test_client()
    _sign_in(client)
    with db.write() as session:
        service.change(session, SYSTEM, now(), user.id, {"active": False})
    assert client.get("/console").status_code == 401
    assert _sign_in(client).status_code == 401


def test_given_the_last_admin_when_stepping_down_then_refused(person, db) -> None:
    user = person("admin")
    with pytest.raises(Conflict), db.write() as session:
        service.change(session, SYSTEM, now(), user.id, {"role": "officer"})


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb", "/login"]
)
def test_given_a_next_address_elsewhere_when_signing_in_then_it_is_not_followed(app, person, target) -> None:
    person()
    assert _sign_in(app.test_client(), next=target).headers["Location"] == "/console"


def test_given_a_next_path_when_signing_in_then_it_is_followed(app, person) -> None:
    person()
    assert _sign_in(app.test_client(), next="/console?incident=4").headers["Location"] == "/console?incident=4"


def test_given_a_session_when_a_post_lacks_the_token_then_403(app, person) -> None:
    person()
    client = app.test_client()
    _sign_in(client)
    answer = client.post("/api/v1/tokens", json={"role": "officer", "name": "x"})
    assert (answer.status_code, answer.json["type"]) == (403, "csrf")
    assert client.post("/login", data={"name": "lan", "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_given_another_site_when_it_posts_then_403_even_with_the_token(app, person, headers) -> None:
    person()
    client = app.test_client()
    _sign_in(client)
    token = _token(client, "/account")
    answer = client.post("/api/v1/tokens", json={}, headers={**headers, "X-CSRFToken": token})
    assert (answer.status_code, answer.json["type"]) == (403, "cross-site")


def test_given_signing_out_when_asked_then_nobody_is_there(app, person) -> None:
    person()
    client = app.test_client()
    _sign_in(client)
    answer = client.post("/logout", data={"csrf_token": _token(client, "/account")})
    assert client.get("/console").status_code == 401
    assert answer.headers["Clear-Site-Data"] == '"cache"'  # not "storage": a tablet's unsent work waits for its owner


def test_given_my_old_password_when_i_change_it_then_i_stay_and_others_go(app, person) -> None:
    person()
    mine, other = app.test_client(), app.test_client()
    _sign_in(mine)
    _sign_in(other)
    form = {"old": PASSWORD, "new": "một-mật-khẩu-mới", "csrf_token": _token(mine, "/account")}
    assert mine.post("/account", data={**form, "old": "no"}).status_code == 422
    assert mine.post("/account", data={**form, "new": "aaaaaaaaaaaa"}).status_code == 422
    assert mine.post("/account", data=form).status_code == 200
    assert mine.get("/console").status_code == 200
    assert other.get("/console").status_code == 401


def test_given_a_bearer_token_when_it_opens_the_account_page_then_it_is_nobodys(client_for) -> None:
    assert client_for("officer").get("/account").status_code == 403


def test_given_a_wall_when_a_shift_is_over_then_it_still_shows_and_after_its_days_it_does_not(app, person) -> None:
    person("viewer")
    client = app.test_client()
    _sign_in(client)
    with client.session_transaction() as session:
        session[identity.SINCE] -= 29 * 86_400
    assert client.get("/wall").status_code == 200
    with client.session_transaction() as session:
        session[identity.SINCE] -= 2 * 86_400
    assert client.get("/wall").status_code == 401


def test_given_another_crew_when_a_person_moves_then_the_old_session_is_over(app, person, db) -> None:
    user = person("crew")
    client = app.test_client()
    _sign_in(client)
    with db.write() as session:
        service.change(session, SYSTEM, now(), user.id, {"name": "Lan", "crew_id": None})
    assert client.get("/account").status_code == 200
    with db.write() as session:
        service.change(session, SYSTEM, now(), user.id, {"crew_id": _crew(session)})
    assert client.get("/account").status_code == 401


def _crew(session) -> int:
    agency = Agency(code="drain", name="Thoát nước", name_en="Drainage")
    session.add(agency)
    session.flush()
    crew = Crew(code="T1", name="Tổ 1", agency_id=agency.id)
    session.add(crew)
    session.flush()
    return crew.id
