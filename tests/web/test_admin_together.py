"""/admin with several hands at once: nobody overwrites another, and every action stands in the log."""

import json
import re

import pytest
from sqlalchemy import select

from ioc.accounts.models import User
from ioc.agencies import seed as agencies
from ioc.agencies.models import Agency, Category
from ioc.cameras.models import Camera
from ioc.kernel import events, outbox
from ioc.kernel.clock import now
from ioc.kernel.db import Database
from ioc.kernel.events import Event
from ioc.kernel.outbox import Delivery
from ioc.sensors import seed as sensors
from ioc.sensors.models import AlarmRule, Sensor
from ioc.sensors.service import registry
from ioc.web.admin import deeds
from ioc.web.admin.log import NO_DEEDS, SETTINGS
from ioc.web.assets import DIST

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.skipif(not (DIST / ".vite").exists(), reason="the browser side is not built (make test builds it)"),
]
MINE = {"name": "Tên của tôi", "name_en": "Mine", "capacity": "9", "active": "1"}


@pytest.fixture
def admin(client_for, db: Database):
    with db.write() as session:
        agencies.seed(session)
        sensors.seed(session)
    return client_for("admin")


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1].replace("&#34;", '"').replace("&amp;", "&")


def test_given_two_admins_on_one_agency_when_both_save_then_the_second_is_told_what_changed(admin, db) -> None:
    with db.read() as session:
        unit = session.scalars(select(Agency).order_by(Agency.id)).first()
    path = f"/admin/agencies/{unit.id}"
    mine, theirs = _seen(admin.get(path).text), _seen(admin.get(path).text)
    assert admin.post(path, data={**MINE, "name": "Tên của họ", "seen": theirs}).status_code == 303
    answer = admin.post(path, data={**MINE, "seen": mine})
    assert answer.status_code == 409
    assert "Tên của họ" in answer.text
    assert 'value="Tên của tôi"' in answer.text, "what was typed is kept"
    with db.read() as session:
        assert session.get(Agency, unit.id).name == "Tên của họ"
    again = admin.post(path, data={**MINE, "seen": _seen(answer.text)})
    assert again.status_code == 303, "having seen it, one may still save"


@pytest.mark.parametrize("path", ["categories/flood", "sensors/1", "cameras/c-1", "rules/1", "users/1"])
def test_given_an_edit_form_when_stored_values_moved_then_409_and_nothing_is_written(admin, db, path: str) -> None:
    place = {"lat": "16.4", "lon": "107.5"}
    admin.post("/admin/sensors", data={"key": "d-1", "kind": "drainage", "name": "Cống", **place})
    source = {"source_kind": "rtsp", "source_url": "rtsp://10.0.0.1/", "gateway": "main"}
    admin.post("/admin/cameras", data={"key": "c-1", "name": "Cầu", **place, **source})
    admin.post("/admin/users", data={"email": "lan@example.vn", "name": "Lan", "role": "officer"})
    page = admin.get(f"/admin/{path}").text
    seen = json.loads(_seen(page))
    name, value = next((n, v) for n, v in seen.items() if n in ("name", "threshold", "on_delay_s"))
    seen[name] = f"{value}0"
    values = dict(re.findall(r'<input class="field" name="(\w+)"[^>]* value="([^"]*)"', page))
    chosen = dict(re.findall(r'<select class="field" name="(\w+)".*?<option value="([^"]*)" selected', page))
    with db.read() as session:
        head = events.head(session)
    answer = admin.post(f"/admin/{path}", data={**values, **chosen, "seen": json.dumps(seen)})
    assert answer.status_code == 409
    with db.read() as session:
        assert events.head(session) == head


def test_given_what_an_admin_does_when_done_then_each_deed_is_a_fact_and_reads_as_words(admin, db) -> None:
    admin.post("/admin/users", data={"email": "lan@example.vn", "name": "Lan", "role": "officer"})
    with db.read() as session:
        user = session.scalars(select(User)).unique().one()
    admin.post(f"/admin/users/{user.id}", data={"name": "Nguyễn Lan", "role": "supervisor", "active": "1"})
    for action in ("password", "second-factor", "sign-out"):
        admin.post(f"/admin/users/{user.id}/{action}")
    admin.post("/admin/tokens", data={"name": "Trạm đo", "role": "device"})
    with db.read() as session:
        kinds = [kind for kind in session.scalars(select(Event.kind).order_by(Event.seq)) if kind != "token.created"]
    assert kinds == ["user.created", "user.changed", "user.password_set", "user.second_factor_reset", "user.signed_out"]
    page = admin.get("/admin/log").text
    for words in ("tạo tài khoản", "sửa tài khoản", "tạo mã truy cập", "Nguyễn Lan", "vai trò"):
        assert words in page
    assert "user.changed" not in page


def test_given_every_fact_of_the_settings_when_shown_then_it_has_words(app) -> None:
    with app.test_request_context():
        named = deeds.of_facts()
    shown = {kind for kind, fact in events.KINDS.items() if fact.subject in SETTINGS and kind not in NO_DEEDS}
    assert shown - set(named) == set()
    assert set(named) - set(events.KINDS) == set()


def test_given_a_rule_when_its_sheet_is_edited_for_one_sensor_then_the_kinds_rule_stays(admin, db) -> None:
    place = {"lat": "16.4", "lon": "107.5"}
    admin.post("/admin/sensors", data={"key": "d-1", "kind": "drainage", "name": "Cống", **place})
    with db.read() as session:
        sensor = session.scalars(select(Sensor)).one()
        rule = next(each for each in registry.rules_of(session, sensor) if each.condition == "above")
    form = {
        "threshold": "99", "clear": "80", "on_delay_s": "5", "off_delay_s": "5", "severity": "1", "enabled": "1",
        "title_vi": "Tràn", "title_en": "Over", "cause_vi": "Mưa", "action_vi": "Gọi bơm",
    }  # fmt: skip
    assert admin.post(f"/admin/rules/{rule.id}?sensor={sensor.id}", data=form).status_code == 303
    with db.read() as session:
        own = session.scalars(select(AlarmRule).where(AlarmRule.sensor_id == sensor.id)).one()
        assert session.get(AlarmRule, rule.id).threshold == rule.threshold
    assert (own.threshold, own.title["vi"], own.response["cause"]["vi"]) == (99, "Tràn", "Mưa")
    assert "riêng cảm biến này" in admin.get(f"/admin/sensors/{sensor.id}").text


def test_given_a_checklist_as_lines_when_saved_then_known_steps_keep_their_code(admin, db) -> None:
    with db.read() as session:
        before = session.get(Category, "flood")
    lines = "\n".join([f"{before.checklist[1]['vi']} | Cars towed", "Đã cắt điện | Power cut", ""])
    values = {"name": "Ngập", "name_en": "Flood", "short": "Ngập", "short_en": "Flood", "icon": "flood",
              "agency_id": str(before.agency_id), "priority": "1", "rank": "1"}  # fmt: skip
    form = {**values, "checklist": lines, "resolve_within_h": "6"}
    assert admin.post("/admin/categories/flood", data=form).status_code == 303
    with db.read() as session:
        row = session.get(Category, "flood")
    assert [step["code"] for step in row.checklist] == [before.checklist[1]["code"], "power-cut"]
    assert row.resolve_within_h == 6


def test_given_masks_as_numbers_when_saved_then_they_are_shares_and_nonsense_is_refused(admin, db) -> None:
    form = {"key": "c-1", "name": "Cầu", "lat": "16.4", "lon": "107.5", "gateway": "main", "source_kind": "rtsp",
            "source_url": "rtsp://10.0.0.1/", "source_username": "ai", "source_password": "bimatlam"}  # fmt: skip
    assert admin.post("/admin/cameras", data={**form, "masks": "10 20 30 40\n0 0 100 5"}).status_code == 303
    with db.read() as session:
        assert session.scalars(select(Camera.masks)).one() == [[0.1, 0.2, 0.3, 0.4], [0, 0, 1, 0.05]]
    answer = admin.post("/admin/cameras/c-1", data={**form, "masks": "10 20 30"})
    assert answer.status_code == 422
    assert "bimatlam" not in answer.text + admin.get("/admin/cameras/c-1").text + admin.get("/admin/cameras").text


def test_given_a_dead_letter_when_sent_again_then_it_is_due_and_the_log_knows(admin, db) -> None:
    with db.write() as session:
        outbox.enqueue(session, "escalation", {"kind": "incident.overdue"}, now())
        row = session.scalars(select(Delivery)).one()
        row.state, row.error, row.tries = "dead", "refused by mail.example.vn", 12
    assert "refused by mail.example.vn" in admin.get("/admin/outbox?state=dead").text
    assert admin.post(f"/admin/outbox/{row.id}/retry").status_code == 303
    with db.read() as session:
        assert session.scalars(select(Delivery)).one().state == "due"
        assert session.scalars(select(Event.kind).order_by(Event.seq.desc())).first() == "delivery.retried"
