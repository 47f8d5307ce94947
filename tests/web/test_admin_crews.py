"""/admin/crews: a city makes its crews, keeps them and takes them out of use, without a line of JSON."""

import re

import pytest
from sqlalchemy import select

from ioc.accounts import service as accounts
from ioc.accounts.models import User
from ioc.agencies import seed
from ioc.agencies.models import Agency, Category
from ioc.dispatch import service
from ioc.dispatch.models import Crew
from ioc.incidents import service as incidents
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.db import Database
from ioc.kernel.events import Event
from ioc.web.assets import DIST

pytestmark = pytest.mark.skipif(
    not (DIST / ".vite").exists(), reason="the browser side is not built (make test builds it)"
)
PUMPS = {"code": "TN-01", "name": "Tổ thoát nước 1", "leader": "Trần Văn Hùng", "status": "available"}


@pytest.fixture
def admin(client_for, db: Database):
    with db.write() as session:
        seed.seed(session)
    return client_for("admin")


@pytest.fixture
def unit(admin, db: Database) -> int:
    with db.read() as session:
        return session.scalars(select(Agency.id).where(Agency.code == "DRAIN")).one()


@pytest.fixture
def crew(admin, unit: int, db: Database) -> int:
    given = {**PUMPS, "agency_id": unit, "skills": ["pump"], "pump_m3_h": "300", "lat": "16.46", "lon": "107.59"}
    answer = admin.post("/admin/crews", data=given)
    assert answer.status_code == 303
    return int(answer.location.rpartition("/")[2])


def _row(db: Database, crew_id: int) -> Crew:
    with db.read() as session:
        return session.get_one(Crew, crew_id)


def _seen(page: str, title: str = "Sửa") -> str:
    form = page.split(f"<h2>{title}</h2>")[1]
    found = re.search(r'name="seen" value="([^"]*)"', form)
    assert found
    return found[1].replace("&#34;", '"').replace("&amp;", "&")


def _edited(page: str, unit: int, **changes: object) -> dict[str, object]:
    plain = {"name": PUMPS["name"], "leader": PUMPS["leader"], "skills": ["pump"], "pump_m3_h": "300", "active": "1"}
    return {**plain, "agency_id": unit, "seen": _seen(page), **changes}


def test_given_an_empty_centre_when_a_crew_is_added_then_it_can_be_sent_and_stands_in_the_list(
    admin, unit: int, db: Database
) -> None:
    assert "Chưa có tổ nào." in admin.get("/admin/crews").text
    given = {**PUMPS, "agency_id": unit, "skills": ["pump"], "pump_m3_h": "300", "lat": "16.46", "lon": "107.59"}
    answer = admin.post("/admin/crews", data=given)
    assert answer.status_code == 303
    page = admin.get("/admin/crews").text
    assert all(word in page for word in ("TN-01", "Tổ thoát nước 1", "bơm 300 m³/h", "rảnh", "chưa có"))
    with db.write() as session:
        incident = incidents.open_incident(session, SYSTEM, now(), incidents.Draft("flood", 107.59, 16.46)).id
        ranked = service.recommend(session, SYSTEM, now(), incident)["ranked"]
    assert [each["code"] for each in ranked] == ["TN-01"]


def test_given_a_wrong_field_when_sent_then_it_is_told_at_the_field_and_nothing_typed_is_lost(
    admin, unit: int, crew: int, db: Database
) -> None:
    wrong = {**PUMPS, "code": "số 1", "agency_id": unit, "skills": ["pump", "saw"], "skills_more": "cắt cỏ"}
    page = admin.post("/admin/crews", data=wrong)
    assert page.status_code == 422
    assert re.search(r'name="code"[^>]*aria-invalid="true" aria-describedby="wrong-code"', page.text)
    assert 'id="wrong-code">không đúng dạng<' in page.text
    assert re.search(r'value="saw" checked', page.text)
    assert re.search(r'value="cắt cỏ" checked', page.text)
    taken = admin.post("/admin/crews", data={**PUMPS, "agency_id": unit})
    assert (taken.status_code, 'id="wrong-code">đã được dùng<' in taken.text) == (409, True)
    half = admin.post("/admin/crews", data={**PUMPS, "code": "TN-02", "agency_id": unit, "lat": "16.4"})
    assert (half.status_code, 'id="wrong-lon">phải có<' in half.text) == (422, True)
    none = admin.post("/admin/crews", data={**PUMPS, "code": "TN-02", "agency_id": unit, "pump_m3_h": "-3"})
    assert (none.status_code, 'id="wrong-pump_m3_h"' in none.text) == (422, True)
    with db.read() as session:
        assert session.scalars(select(Crew.code)).all() == ["TN-01"]


def test_given_a_skill_when_typed_then_a_known_word_is_the_known_one_and_a_new_word_the_citys_own(
    admin, unit: int, db: Database
) -> None:
    admin.post("/admin/crews", data={**PUMPS, "agency_id": unit, "skills_more": "Bơm, Cắt  cỏ"})
    with db.read() as session:
        row = session.scalars(select(Crew)).one()
        assert row.skills == ["pump", "cắt cỏ"]
    assert re.search(r'value="cắt cỏ" checked', admin.get(f"/admin/crews/{row.id}").text)
    assert 'value="cắt cỏ"' in admin.get("/admin/categories/flood").text, "categories may ask for it from now on"


def test_given_a_crew_when_edited_then_only_what_changed_is_in_the_log_with_its_actor(
    admin, unit: int, crew: int, db: Database
) -> None:
    page = admin.get(f"/admin/crews/{crew}").text
    assert admin.post(f"/admin/crews/{crew}", data=_edited(page, unit, phone="0901 234 567")).status_code == 303
    with db.read() as session:
        told = select(Event).where(Event.kind == "crew.changed", Event.subject_id == crew).order_by(Event.seq.desc())
        event = session.scalars(told).first()
        assert (event.data["fields"], event.actor_kind) == (["phone"], "token")
    assert _row(db, crew).equipment == {"pump_m3_h": 300}
    log = admin.get("/admin/log").text
    assert "sửa tổ" in log
    assert "thêm tổ" in log
    assert f'href="/admin/crews/{crew}"' in log


def test_given_two_who_edit_a_crew_when_the_second_saves_then_409_says_what_changed(
    admin, unit: int, crew: int, db: Database
) -> None:
    page = admin.get(f"/admin/crews/{crew}").text
    assert admin.post(f"/admin/crews/{crew}", data=_edited(page, unit, leader="Lê Thị Thu")).status_code == 303
    answer = admin.post(f"/admin/crews/{crew}", data=_edited(page, unit, leader="Mai"))
    assert answer.status_code == 409
    assert "Lê Thị Thu" in answer.text
    assert 'value="Mai"' in answer.text
    assert _row(db, crew).leader == "Lê Thị Thu"


def test_given_a_crew_that_drives_when_its_form_is_saved_meanwhile_then_nobody_is_told_of_an_edit(
    admin, unit: int, crew: int, client_for, db: Database
) -> None:
    page = admin.get(f"/admin/crews/{crew}").text
    fix = {"lat": 16.47, "lon": 107.6, "at": now().isoformat()}
    assert client_for("crew", crew_id=crew).post(f"/api/v1/crews/{crew}/position", json=fix).status_code == 200
    assert admin.post(f"/admin/crews/{crew}", data=_edited(page, unit, leader="Mai")).status_code == 303


def test_given_a_crew_with_accepted_work_when_taken_out_of_use_then_refused_and_later_it_goes(
    admin, unit: int, crew: int, db: Database
) -> None:
    with db.write() as session:
        row = incidents.open_incident(session, SYSTEM, now(), incidents.Draft("flood", 107.59, 16.46))
        [sent] = service.send(session, SYSTEM, now(), row.id, [crew])
        service.move(session, SYSTEM, now(), sent.id, "accept", service.Word())
        code, key = row.code, sent.id
    page = admin.get(f"/admin/crews/{crew}").text
    assert code in page
    assert "đã nhận" in page
    answer = admin.post(f"/admin/crews/{crew}", data=_edited(page, unit, active=""))
    assert (answer.status_code, code in answer.text) == (409, True)
    assert _row(db, crew).active
    with db.write() as session:
        service.move(session, SYSTEM, now(), key, "abort", service.Word(reason="đổi tổ"))
    assert admin.post(f"/admin/crews/{crew}", data=_edited(page, unit, active="")).status_code == 303
    row = _row(db, crew)
    assert (row.active, row.status) == (False, "off")
    assert "ngừng hoạt động" in admin.get("/admin/crews?state=retired").text
    assert "Lưu ca" not in admin.get(f"/admin/crews/{crew}").text
    back = admin.post(f"/admin/crews/{crew}/shift", data={"status": "available"})
    assert (back.status_code, _row(db, crew).status) == (409, "off")


def test_given_a_crew_when_sent_home_and_on_duty_again_then_its_shift_ends_at_the_next_such_hour(
    admin, crew: int, db: Database
) -> None:
    path = f"/admin/crews/{crew}"
    assert admin.post(f"{path}/shift", data={"status": "off"}).status_code == 303
    assert _row(db, crew).status == "off"
    seen = _seen(admin.get(path).text, "Ca làm")
    assert admin.post(f"{path}/shift", data={"status": "available", "until": "22:00", "seen": seen}).status_code == 303
    row = _row(db, crew)
    ends = row.shift_ends_at
    assert (row.status, ends is not None and 0 < (ends - now()).total_seconds() <= 86_400) == ("available", True)
    assert 'value="22:00"' in admin.get(path).text
    wrong = admin.post(f"{path}/shift", data={"status": "available", "until": "25:99"})
    assert (wrong.status_code, 'id="wrong-until"' in wrong.text) == (422, True)
    late = admin.post(f"{path}/shift", data={"status": "off", "seen": seen})
    assert late.status_code == 409, "somebody put it on duty since"


def test_given_a_crew_when_an_account_is_made_for_it_then_crew_and_agency_are_filled_in_and_it_is_listed(
    admin, unit: int, crew: int, db: Database
) -> None:
    path = f"/admin/crews/{crew}"
    assert f'href="/admin/users?crew={crew}"' in admin.get(path).text
    page = admin.get(f"/admin/users?crew={crew}").text
    assert re.search(r"<details[^>]* open", page)
    assert 'value="Trần Văn Hùng"' in page
    for chosen in (f'value="{crew}" selected', f'value="{unit}" selected', 'value="crew" selected'):
        assert chosen in page
    person = {"email": "hung@example.vn", "username": "hung", "name": "Trần Văn Hùng", "role": "crew"}
    assert admin.post("/admin/users", data={**person, "agency_id": unit, "crew_id": crew}).status_code == 200
    with db.read() as session:
        user = session.scalars(select(User)).unique().one()
    assert f'href="/admin/users/{user.id}"' in admin.get(path).text
    assert "Trần Văn Hùng" in admin.get("/admin/crews?q=tn-01").text
    with db.write() as session:
        accounts.change(session, SYSTEM, now(), user.id, {"active": False})
    assert "bị chặn" in admin.get(path).text


def test_given_filters_when_asked_then_diacritics_do_not_matter_and_others_are_left_out(
    admin, unit: int, crew: int
) -> None:
    admin.post("/admin/crews", data={**PUMPS, "code": "CX-01", "name": "Tổ cây xanh", "agency_id": unit})
    found = admin.get("/admin/crews?q=cay+xanh").text
    assert "CX-01" in found
    assert "TN-01" not in found
    assert "Không tổ nào khớp." in admin.get("/admin/crews?state=break").text
    assert "TN-01" in admin.get(f"/admin/crews?agency={unit}&state=available").text


def test_given_a_supervisor_when_opening_crews_then_no_door_is_shown_that_is_closed(client_for, crew: int) -> None:
    boss = client_for("supervisor")
    page = boss.get(f"/admin/crews/{crew}")
    assert page.status_code == 200
    assert set(re.findall(r'<a href="(/admin[^"?]*)["?]', page.text)) == {"/admin/crews", f"/admin/crews/{crew}"}
    assert client_for("officer").get("/admin/crews").status_code == 403


def test_given_a_category_when_its_picture_and_skills_are_chosen_then_they_are_stored_by_code(
    admin, db: Database
) -> None:
    page = admin.get("/admin/categories/flood").text
    assert re.search(r'type="radio" name="icon" value="flood" checked', page)
    assert re.search(r'type="checkbox" name="skills" value="pump" checked', page)
    texts = dict(re.findall(r'<input class="field" name="(\w+)"[^>]* value="([^"]*)"', page))
    chosen = dict(re.findall(r'<select class="field" name="(\w+)".*?<option value="([^"]*)" selected', page))
    steps = re.search(r'name="checklist"[^>]*>([^<]*)<', page)[1]
    changes = {"icon": "wave", "skills": ["pump", "saw"], "skills_more": "thuyền", "checklist": steps, "public": "1"}
    answer = admin.post("/admin/categories/flood", data={**texts, **chosen, **changes})
    assert answer.status_code == 303
    with db.read() as session:
        row = session.get_one(Category, "flood")
        assert (row.icon, row.skills, len(row.checklist)) == ("wave", ["pump", "saw", "thuyền"], 3)
    assert admin.post("/admin/categories/flood", data={**texts, **chosen, "checklist": steps}).status_code == 303
