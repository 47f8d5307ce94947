"""What programs send by mistake, or on purpose: an answer that names the mistake, never a 500."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from ioc.accounts.models import ApiToken
from ioc.insight.figures import at_share
from tests.dispatch.conftest import Scene, scene

__all__ = ["scene"]
HUGE = 2**63


def test_given_values_beyond_what_is_kept_when_sent_then_422_or_404_and_never_500(scene: Scene, client_for) -> None:
    officer, admin = client_for("officer"), client_for("admin")
    base = f"/api/v1/incidents/{scene.incident}"
    answers = [
        officer.get(f"/api/v1/incidents/{HUGE}"),
        officer.post(f"{base}/merge", json={"into": HUGE}),
        officer.post(f"{base}/hold", json={"reason": "chờ", "until": "9999-12-31T23:59:59-14:00"}),
        admin.patch(f"/api/v1/crews/{scene.tn1}", json={"agency_id": HUGE}),
        admin.patch("/api/v1/agencies/1", json={"name": None}),
        admin.post(
            "/api/v1/users",
            json={"email": "a@b.vn", "name": "A", "role": "agency", "agency_id": 999, "password": "mưa-lớn-18h42"},
        ),
        officer.post(f"{base}/notes", json={"text": "a\0b"}),
        officer.get("/api/v1/search?q=a%00b"),
    ]
    assert [answer.status_code for answer in answers] == [404] + [422] * 7


def test_given_null_for_a_crews_name_when_patched_then_its_name_stays(scene: Scene, client_for) -> None:
    answer = client_for("admin").patch(f"/api/v1/crews/{scene.tn1}", json={"name": None, "phone": None})
    assert (answer.status_code, answer.json["name"]) == (200, "Tổ TN-01")


def test_given_a_photos_time_without_a_zone_when_sent_then_422(scene: Scene, client_for) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(picture, "JPEG")
    answer = client_for("officer").post(
        f"/api/v1/incidents/{scene.incident}/attachments",
        data={"file": (io.BytesIO(picture.getvalue()), "a.jpg"), "device_at": "2025-11-22T12:00:00"},
    )
    assert answer.status_code == 422


def test_given_a_version_in_strange_digits_when_sent_then_it_is_none(scene: Scene, client_for) -> None:
    url = f"/api/v1/incidents/{scene.incident}/triage"
    for odd in ("²", "9" * 5000, 'W/"7"', '"6", "7"'):  # a condition that cannot be read overwrites nothing
        assert client_for("officer").post(url, json={"priority": 1}, headers={"If-Match": odd}).status_code == 422
    assert client_for("officer").post(url, json={"priority": 1}, headers={"If-Match": "*"}).status_code == 200


def test_given_a_way_with_one_wrong_clock_when_sent_then_the_rest_is_kept(scene: Scene, client_for) -> None:
    tablet = client_for("crew", crew_id=scene.tn1)
    fixes = [
        {"lat": 16.46, "lon": 107.59, "at": "2025-11-22T12:01:00Z"},
        {"lat": 16.47, "lon": 107.59, "at": "2098-01-01T00:00:00Z"},
        {"lat": 16.48, "lon": 107.59, "at": "2025-11-22T12:03:00Z"},
    ]
    told = tablet.post(f"/api/v1/crews/{scene.tn1}/positions", json={"items": fixes})
    assert (told.status_code, told.json["skipped"], told.json["lat"]) == (200, 1, 16.48)
    assert tablet.post(f"/api/v1/crews/{scene.tn1}/positions", json={"items": fixes[1:2]}).status_code == 422


def test_given_a_token_that_only_reads_when_it_asks_then_its_last_use_is_known(scene: Scene, client_for) -> None:
    client_for("viewer").get("/api/v1/incidents")
    with scene.db.read() as session:
        assert session.scalars(select(ApiToken.last_used_at)).one() is not None


@pytest.mark.parametrize(("n", "share", "rank"), [(10, 0.9, 9), (2, 0.5, 1), (1, 0.9, 1), (4, 0.5, 2), (11, 0.9, 10)])
def test_given_times_when_their_share_is_asked_then_it_is_the_nearest_rank(n: int, share: float, rank: int) -> None:
    assert at_share([float(value) for value in range(1, n + 1)], share) == rank
