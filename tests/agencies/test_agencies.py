"""Agencies and categories: seeded once, a city's own changes stay, an admin edits."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from ioc.agencies import seed
from ioc.agencies.deadlines import deadlines
from ioc.agencies.models import Agency, Category
from ioc.kernel.config import Dispatch
from ioc.kernel.db import Database

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_given_a_city_that_renamed_when_seeded_again_then_its_words_stay(db: Database) -> None:
    with db.write() as session:
        seed.seed(session)
        count = session.scalar(select(func.count()).select_from(Category))
        session.get_one(Category, "flood").short = "Nước ngập"
    with db.write() as session:
        seed.seed(session)
        assert session.get_one(Category, "flood").short == "Nước ngập"
        assert session.scalar(select(func.count()).select_from(Category)) == count
        assert session.scalar(select(func.count()).select_from(Agency)) == len(seed.AGENCIES)


@pytest.mark.parametrize("priority", [1, 2, 3, 4])
def test_given_a_priority_when_asked_then_deadlines_are_the_configured_ones(priority: int) -> None:
    due = deadlines(Dispatch(), priority, NOON)
    assert due.dispatch - NOON == timedelta(minutes=Dispatch().dispatch_within_min[priority - 1])
    assert due.resolve - NOON == timedelta(hours=Dispatch().resolve_within_h[priority - 1])


def test_given_an_admin_when_editing_then_it_shows_and_others_may_not(db: Database, client_for) -> None:
    with db.write() as session:
        seed.seed(session)
    admin = client_for("admin")
    made = admin.post("/api/v1/agencies", json={"code": "WARD1", "name": "UBND phường", "name_en": "Ward office"})
    assert made.status_code == 201
    assert admin.post("/api/v1/agencies", json={"code": "WARD1", "name": "x", "name_en": "x"}).status_code == 409
    moved = admin.patch("/api/v1/categories/order", json={"agency_id": made.json["id"], "priority": 2})
    assert (moved.json["agency_id"], moved.json["priority"]) == (made.json["id"], 2)
    assert admin.patch("/api/v1/categories/order", json={"agency_id": 9999}).status_code == 422
    assert admin.patch("/api/v1/categories/dragons", json={"priority": 1}).status_code == 404
    retired = admin.patch(f"/api/v1/agencies/{made.json['id']}", json={"active": False})
    assert retired.json["active"] is False
    codes = [row["code"] for row in client_for("officer").get("/api/v1/agencies").json["items"]]
    assert "WARD1" not in codes
    assert client_for("officer").patch("/api/v1/categories/order", json={"priority": 1}).status_code == 403


def test_given_two_who_edit_when_the_second_saw_an_older_version_then_412_with_the_present_one(
    db: Database, client_for
) -> None:
    with db.write() as session:
        seed.seed(session)
    admin = client_for("admin")
    (drain,) = (row for row in admin.get("/api/v1/agencies").json["items"] if row["code"] == "DRAIN")
    for path, version in ((f"/api/v1/agencies/{drain['id']}", drain["version"]), ("/api/v1/categories/flood", 1)):
        held = {"If-Match": f'"{version}"'}
        first = admin.patch(path, json={"name": "Một"}, headers=held)
        assert (first.status_code, first.json["version"]) == (200, version + 1)
        late = admin.patch(path, json={"name": "Hai"}, headers=held)
        assert (late.status_code, late.json["type"], late.json["theirs"]) == (412, "stale-version", version + 1)
        assert late.json["current"]["name"] == "Một"
        assert admin.patch(path, json={"name": "Ba"}).json["name"] == "Ba"
