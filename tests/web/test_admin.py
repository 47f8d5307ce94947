"""/admin: forms that work without JavaScript, and say what is wrong."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from ioc.accounts.models import User
from ioc.agencies import seed as agencies
from ioc.agencies.models import Agency, Category
from ioc.cameras.models import Camera
from ioc.kernel.clock import now
from ioc.kernel.db import Database
from ioc.sensors import seed as sensors
from ioc.sensors.models import AlarmRule, Sensor
from ioc.sensors.service import unknown
from ioc.web.assets import DIST

SCRIPT = "<script>alert(1)</script>"
pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.skipif(not Path(DIST, ".vite").exists(), reason="the browser side is not built (make test builds it)"),
]
PAGES = ("", "/users", "/tokens", "/access", "/agencies", "/categories", "/crews", "/sensors", "/sensors/unknown",
         "/sensors/rejected", "/sensors/import", "/cameras", "/rules")  # fmt: skip


@pytest.fixture
def admin(client_for, db: Database):
    with db.write() as session:
        agencies.seed(session)
        sensors.seed(session)
    return client_for("admin")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_given_a_page_when_opened_in_either_language_then_it_is_there(admin, path: str, lang: str) -> None:
    answer = admin.get(f"/admin{path}?lang={lang}")
    assert answer.status_code == 200
    assert f'lang="{lang}"' in answer.text
    assert " style=" not in answer.text
    assert not re.search(r"<script(?! type=\"(application/json|module)\")", answer.text)


def test_given_script_in_every_field_when_saved_then_it_is_shown_as_text(admin, db: Database) -> None:
    person = {"email": "lan@example.vn", "username": "lan", "name": SCRIPT, "role": "officer"}
    assert SCRIPT not in admin.post("/admin/users", data=person).text
    admin.post("/admin/agencies", data={"code": "X1", "name": SCRIPT, "name_en": SCRIPT, "capacity": "3"})
    place = {"lat": "16.4", "lon": "107.5"}
    admin.post("/admin/sensors", data={"key": "d-1", "kind": "drainage", "name": SCRIPT, **place})
    source = {"source_kind": "rtsp", "source_url": "rtsp://10.0.0.1/"}
    admin.post("/admin/cameras", data={"key": "c-1", "name": SCRIPT, "gateway": "main", **place, **source})
    with db.read() as session:
        assert session.scalars(select(Sensor.name)).one() == SCRIPT
        assert session.scalars(select(Camera.name)).one() == SCRIPT
        assert session.scalars(select(User.name)).one() == SCRIPT
    for path in PAGES:
        page = admin.get(f"/admin{path}").text
        assert SCRIPT not in page
    assert "&lt;script&gt;" in admin.get("/admin/sensors").text


def test_given_a_wrong_field_when_sent_then_it_is_named_and_nothing_typed_is_lost(admin) -> None:
    answer = admin.post("/admin/users", data={"email": "no address", "name": "Lan", "role": "officer"})
    assert answer.status_code == 422
    assert "email" in answer.text
    assert 'value="no address"' in answer.text


def test_given_a_new_person_when_made_then_the_password_is_shown_and_opens_the_door(admin, app) -> None:
    person = {"email": "lan@example.vn", "username": "lan", "name": "Lan", "role": "crew"}
    page = admin.post("/admin/users", data=person).text
    password = re.search(r'class="secret">([^<]+)<', page)[1]
    client = app.test_client()
    token = re.search(r'"csrf": ?"([^"]+)"', client.get("/login").text)[1]
    answer = client.post("/login", data={"name": "lan", "password": password, "csrf_token": token})
    assert answer.status_code == 303
    assert password not in admin.get("/admin/users").text


def test_given_a_person_when_edited_then_only_what_was_changed_changes(admin, db: Database) -> None:
    admin.post("/admin/users", data={"email": "lan@example.vn", "name": "Lan", "role": "officer"})
    with db.read() as session:
        user = session.scalars(select(User)).unique().one()
    admin.post(f"/admin/users/{user.id}", data={"name": "Nguyễn Lan", "role": "supervisor", "active": "1"})
    with db.read() as session:
        user = session.scalars(select(User)).unique().one()
    assert (user.name, user.roles[0].name, user.active) == ("Nguyễn Lan", "supervisor", True)
    assert "Nguyễn Lan" in admin.get(f"/admin/users/{user.id}").text


def test_given_a_rule_when_its_threshold_moves_then_it_is_stored_and_nonsense_is_not(admin, db: Database) -> None:
    with db.read() as session:
        rule = session.scalars(select(AlarmRule).where(AlarmRule.condition == "above")).first()
    form = {"on_delay_s": "10", "off_delay_s": "10", "severity": "2", "enabled": "1"}
    good = {**form, "threshold": str(rule.threshold + 5), "clear": str(rule.threshold)}
    assert admin.post(f"/admin/rules/{rule.id}", data=good).status_code == 303
    assert admin.post(f"/admin/rules/{rule.id}", data={**good, "clear": "99999"}).status_code == 422
    with db.read() as session:
        assert session.get(AlarmRule, rule.id).threshold == rule.threshold + 5


def test_given_an_agency_and_a_category_when_edited_then_they_change(admin, db: Database) -> None:
    with db.read() as session:
        unit = session.scalars(select(Agency)).first()
        category = session.scalars(select(Category)).first()
    form = {"name": "Tên mới", "name_en": "New name", "capacity": "9", "active": "1"}
    assert admin.post(f"/admin/agencies/{unit.id}", data=form).status_code == 303
    page = admin.get(f"/admin/categories/{category.code}").text
    values = dict(re.findall(r'<input class="field" name="(\w+)" type="\w+"(?: step="1")? value="([^"]*)"', page))
    changed = {**values, "name": "Đổi tên", "agency_id": str(unit.id), "priority": "2", "skills": ["pump", "electric"]}
    assert admin.post(f"/admin/categories/{category.code}", data=changed).status_code == 303
    with db.read() as session:
        assert session.get(Agency, unit.id).capacity == 9
        row = session.get(Category, category.code)
        assert (row.name, row.skills) == ("Đổi tên", ["pump", "electric"])


def test_given_an_unknown_sensor_when_adopted_then_it_is_one_of_ours(admin, db: Database) -> None:
    with db.write() as session:
        heard = unknown.Heard("lamp-9", "lighting", "city/lighting/lamp-9/", b'{"power_w": 3}')
        unknown.hold(session, now(), [heard])
    assert "lamp-9" in admin.get("/admin/sensors/unknown").text
    form = {"key": "lamp-9", "kind": "lighting", "name": "Đèn 9", "lat": "16.4", "lon": "107.5"}
    assert admin.post("/admin/sensors/unknown", data=form).status_code == 303
    with db.read() as session:
        assert session.scalars(select(Sensor.key)).all() == ["lamp-9"]


HEAD = "key,kind,name,lat,lon,expected_every_s,agency\n"


def _import(admin, text: str | bytes, accept: str = "application/json", **form: str):
    data = text.encode() if isinstance(text, str) else text
    return admin.post(
        "/admin/sensors/import", data={"file": (BytesIO(data), "s.csv"), **form}, headers={"Accept": accept}
    )


def test_given_a_csv_when_imported_then_good_rows_are_taken_and_others_named_with_their_line(admin, db) -> None:
    with db.read() as session:
        agency = session.scalars(select(Agency.code)).first()
    text = HEAD + (
        f'd-1,drainage,"Cống, Lê Lợi",16.46,107.59,60,{agency}\n'
        "d-1,drainage,again,16.46,107.59,,\n"
        "d-2,rocket,x,16.46,107.59,,\n"
        "d-3,drainage,x,NaN,107.59,,\n"
        '"d 4",drainage,x,16.4,107.5,,\n'
        "d-5,drainage,x,16.4,107.5,,NOBODY\n"
        "\n"
        'd-6,drainage,"two\nlines",16.4,107.5,,\n'
        "d-7,drainage,,16.4,107.5,,\n"
    )
    answer = _import(admin, text).json
    assert answer["taken"] == 2
    assert [row["line"] for row in answer["refused"]] == [3, 4, 5, 6, 7, 11]
    with db.read() as session:
        assert {row.key: row.name for row in session.scalars(select(Sensor))} == {
            "d-1": "Cống, Lê Lợi",
            "d-6": "two\nlines",
        }


def test_given_a_slice_of_a_file_when_imported_then_lines_are_counted_from_the_files_start(admin) -> None:
    answer = _import(admin, HEAD + "d-1,rocket,x,1,1,,\n", first_line="401").json
    assert answer["refused"][0]["line"] == 402


def test_given_semicolons_and_a_byte_order_mark_when_imported_then_it_is_read(admin) -> None:
    text = "\ufeff" + (HEAD + "d-1,drainage,x,16.4,107.5,,\n").replace(",", ";")
    assert _import(admin, text).json["taken"] == 1


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b"\x00" * 40, b'key,kind,name,lat,lon\n"' + b"x" * 200_000]
)
def test_given_a_file_that_is_none_when_imported_then_422_says_so(admin, data: bytes) -> None:
    assert _import(admin, data).status_code == 422
    assert _import(admin, data, accept="text/html").status_code == 422


def test_given_no_javascript_when_imported_then_the_report_is_a_page(admin) -> None:
    page = _import(admin, HEAD + "d-1,rocket,x,1,1,,\n", accept="text/html")
    assert page.status_code == 200
    assert "rocket" not in page.text
    assert "d-1" in page.text


def test_given_a_search_without_diacritics_when_listed_then_found(admin) -> None:
    _import(admin, HEAD + "d-1,drainage,Cống Trường Tiền,16.4,107.5,,\n")
    assert "Trường Tiền" in admin.get("/admin/sensors?q=truong+tien").text
    assert "Trường Tiền" not in admin.get("/admin/sensors?q=100%25").text
