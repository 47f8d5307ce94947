"""The second factor: set up, asked for, lost and found again; what people do for their own account."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from passlib.totp import TOTP
from sqlalchemy import select, update

from ioc.accounts import recovery, service
from ioc.accounts.models import User
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.config import Config, Settings
from ioc.kernel.http import Services
from ioc.web.app import create_app
from tests.accounts.people import csrf_of as _token
from tests.accounts.people import sign_in as _sign_in


class TestSecondFactor:
    """Staff must hold one."""

    @pytest.fixture
    def app(self, services: Services) -> Flask:
        services.settings = Settings(Config(), services.settings.home, {"IOC_DEMO": "0"})
        return create_app(services)

    def test_given_none_yet_when_signing_in_then_it_is_set_up_and_asked_for_from_then_on(self, app, person, db) -> None:
        person()
        client = app.test_client()
        assert _sign_in(client).headers["Location"] == "/login/setup"
        assert client.get("/console").status_code == 401
        key = _key(client.get("/login/setup").text)
        form = {"csrf_token": _token(client, "/login/setup")}
        assert client.post("/login/setup", data={**form, "code": "000000"}).status_code == 401
        code = TOTP(key=key).generate().token
        welcome = client.post("/login/setup", data={**form, "code": code})
        assert 'href="/console"' in welcome.text
        assert len(_spare(welcome.text)) == 10
        assert client.get("/console").status_code == 200
        with db.read() as session:
            stored = session.scalars(select(User.tf_totp_secret)).one()
        assert key.replace(" ", "") not in stored

        again = app.test_client()
        assert _sign_in(again).headers["Location"] == "/login/code"
        assert again.get("/console").status_code == 401
        form = {"csrf_token": _token(again, "/login/code")}
        assert again.post("/login/code", data={**form, "code": code}).status_code == 401, "a code is taken once"
        with db.write() as session:
            session.execute(update(User).values(tf_last_counter=None))
        assert again.post("/login/code", data={**form, "code": code}).status_code == 303

    @pytest.mark.filterwarnings("error::sqlalchemy.exc.SAWarning")
    def test_given_a_lost_phone_when_a_recovery_code_is_given_then_it_opens_once(self, app, person, db) -> None:
        user = person()
        with db.write() as session:
            session.execute(update(User).values(tf_totp_secret="x"))
            spare = recovery.make(session, SYSTEM, now(), user.id)[0]
        for answer in (303, 401):
            client = app.test_client()
            _sign_in(client)
            form = {"csrf_token": _token(client, "/login/code"), "recovery": spare.upper().replace("-", " ")}
            assert client.post("/login/code", data=form).status_code == answer
        with db.read() as session:
            kept = session.scalars(select(User.mf_recovery_codes)).one()
        assert len(kept) == 9
        assert spare not in kept

    def test_given_wrong_codes_when_too_many_then_the_account_is_locked(self, app, person) -> None:
        person()
        client = app.test_client()
        _sign_in(client)
        client.get("/login/setup")
        form = {"csrf_token": _token(client, "/login/setup"), "code": "1"}
        assert [client.post("/login/setup", data=form).status_code for _ in range(5)] == [401] * 4 + [429]
        assert _sign_in(client).status_code == 429

    def test_given_the_right_password_between_wrong_codes_when_guessed_on_then_the_account_is_locked(
        self, app, person
    ) -> None:
        person()
        seen = []
        for _ in range(3):  # each with a fresh half of a session
            client = app.test_client()
            _sign_in(client)
            client.get("/login/setup")
            form = {"csrf_token": _token(client, "/login/setup"), "code": "1"}
            seen += [client.post("/login/setup", data=form).status_code for _ in range(2)]
        assert seen[4] == 429

    def test_given_a_lock_when_the_right_code_comes_then_it_opens_nothing(self, app, person, db) -> None:
        user = person()
        client = app.test_client()
        with db.write() as session:
            session.execute(update(User).values(tf_totp_secret="x"))
            spare = recovery.make(session, SYSTEM, now(), user.id)[0]
        _sign_in(client)
        form = {"csrf_token": _token(client, "/login/code"), "recovery": spare}
        with db.write() as session:
            session.execute(update(User).values(locked_until=now() + timedelta(minutes=5)))
        assert client.post("/login/code", data=form).status_code == 429
        assert client.get("/console").status_code == 401

    def test_given_a_crew_when_signing_in_then_the_password_is_enough(self, app, person) -> None:
        person("crew", "to3")
        assert _sign_in(app.test_client(), "to3").headers["Location"] == "/crew"

    def test_given_a_lost_phone_when_the_admin_forgets_it_then_it_is_set_up_anew(self, app, person, db) -> None:
        user = person()
        with db.write() as session:
            session.execute(update(User).values(tf_totp_secret="x"))
            service.forget_second_factor(session, SYSTEM, now(), user.id)
        assert _sign_in(app.test_client()).headers["Location"] == "/login/setup"

    @pytest.mark.parametrize("path", ["/login/code", "/login/setup"])
    def test_given_no_password_yet_when_a_code_page_is_opened_then_it_leads_to_the_door(self, app, path) -> None:
        answer = app.test_client().get(path, headers={"Accept": "text/html"})
        assert answer.headers["Location"].startswith("/login")


def _spare(page: str) -> list[str]:
    return re.findall(r"<code>([a-z2-9]{4}-[a-z2-9]{4})</code>", page)


class TestOwnAccount:
    """What people do for themselves."""

    def test_given_two_devices_when_signed_out_everywhere_then_only_this_one_stays(self, app, person) -> None:
        person()
        here, there = app.test_client(), app.test_client()
        _sign_in(here)
        _sign_in(there)
        form = {"csrf_token": _token(here, "/account")}
        assert here.post("/account/sign-out", data=form).status_code == 200
        assert there.get("/console").status_code == 401
        assert here.get("/console").status_code == 200

    def test_given_no_second_factor_when_the_person_sets_one_up_then_it_is_asked_for(self, app, person, db) -> None:
        person()
        client = app.test_client()
        _sign_in(client)
        key = _key(client.get("/account/second-factor").text)
        form = {"csrf_token": _token(client, "/account/second-factor")}
        assert client.post("/account/second-factor", data={**form, "code": "000000"}).status_code == 422
        code = TOTP(key=key).generate().token
        page = client.post("/account/second-factor", data={**form, "code": code})
        assert len(_spare(page.text)) == 10
        assert client.get("/console").status_code == 200
        again = app.test_client()
        assert _sign_in(again).headers["Location"] == "/login/code"

    def test_given_recovery_codes_when_made_anew_then_the_password_is_asked_and_old_ones_end(
        self, app, person, db
    ) -> None:
        person()
        client = app.test_client()
        _sign_in(client)
        form = {"csrf_token": _token(client, "/account"), "password": "not this one"}
        assert client.post("/account/recovery-codes", data=form).status_code == 409
        with db.write() as session:
            session.execute(update(User).values(tf_totp_secret="x"))
        client = app.test_client()
        with client.session_transaction() as held:
            held.clear()
        _sign_in(client)
        assert client.get("/account").status_code == 401, "a password alone is half the way"


def _key(page: str) -> str:
    found = re.search(r'class="secret">([^<]+)<', page)
    assert found
    return found.group(1)
