"""Cameras: the registry, pictures in and out, health, silence, alarms, evidence."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from ioc.agencies import seed as agencies
from ioc.cameras import pictures, service
from ioc.cameras.models import Camera, CameraHealth, CameraSnapshot
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.db import Database
from ioc.kernel.events import Event
from ioc.sensors import seed as sensors
from ioc.sensors.models import Alarm

NEW = {
    "key": "cam-01",
    "name": "Cầu Trường Tiền <script>alert(1)</script>",
    "lat": 16.468,
    "lon": 107.588,
    "source": {"kind": "rtsp", "url": "rtsp://10.1.2.3/stream1", "username": "ioc", "password": "bí mật"},
    "masks": [[0.1, 0.1, 0.2, 0.2]],
    "every_s": 5,
}


def jpeg(width: int = 64, height: int = 48, shade: int = 90) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), (shade, shade, shade)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def centre(db: Database):
    """A city with its categories and the rules that ship."""
    with db.write() as session:
        agencies.seed(session)
        sensors.seed(session)


@pytest.fixture
def gateway(client_for, centre):
    client_for("admin").post("/api/v1/cameras", json=NEW)
    return client_for("gateway")


def put(client, picture: bytes, at=None, key: str = "cam-01"):
    headers = {"X-Captured-At": rfc3339(at or now())}
    return client.put(f"/api/v1/cameras/{key}/snapshot", data=picture, content_type="image/jpeg", headers=headers)


def say(client, state: str, at=None, key: str = "cam-01"):
    return client.post(f"/api/v1/cameras/{key}/health", json={"state": state, "at": rfc3339(at or now()), "fps": 1.0})


def kinds(db: Database) -> list[str]:
    with db.read() as session:
        return [kind for kind in session.scalars(select(Event.kind).order_by(Event.seq)) if kind.startswith("camera")]


def test_given_a_new_camera_when_registered_then_everybody_sees_it_and_nobody_its_password(gateway, client_for) -> None:
    for role in ("admin", "officer", "viewer"):
        page = client_for(role).get("/api/v1/cameras")
        assert [card["key"] for card in page.json["items"]] == ["cam-01"]
        assert "bí mật" not in page.text
    admin = client_for("admin").get("/api/v1/cameras/cam-01")
    assert admin.json["source"]["has_password"] is True
    assert "bí mật" not in admin.text


def test_given_a_gateway_when_it_asks_by_its_name_then_it_gets_its_sources_only(gateway, client_for) -> None:
    other = {**NEW, "key": "cam-02", "gateway": "bac"}
    client_for("admin").post("/api/v1/cameras", json=other)
    items = gateway.get("/api/v1/cameras?gateway=main").json["items"]
    assert [card["key"] for card in items] == ["cam-01"]
    assert items[0]["source"] == NEW["source"]
    assert (items[0]["masks"], items[0]["every_s"]) == (NEW["masks"], 5)
    assert gateway.get("/api/v1/cameras").status_code == 422


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("rtsp", "exec:rm -rf /"),
        ("rtsp", " exec:x"),
        ("rtsp", "file:///etc/passwd"),
        ("file", "file:///etc/passwd"),
        ("file", "/srv/../etc/passwd"),
        ("file", "videos/a.mp4"),
        ("mjpeg", "concat:a|b"),
        ("mjpeg", "subfile:x"),
        ("snapshot", "data:image/jpeg;base64,AA"),
        ("snapshot", "unix:/tmp/x"),
        ("rtsp", "-i /etc/passwd"),
        ("rtsp", "rtsp://$(id)\n/"),
        ("mjpeg", "http://a b/"),
        ("mjpeg", "http://user:pass@10.0.0.1/"),
        ("mjpeg", "http:///x"),
        ("mjpeg", "http://[::1/"),
        ("rtsp", "http://10.0.0.1/"),
    ],
)
def test_given_a_source_that_is_none_when_registered_then_422_names_it(client_for, kind: str, url: str) -> None:
    answer = client_for("admin").post("/api/v1/cameras", json={**NEW, "source": {"kind": kind, "url": url}})
    assert (answer.status_code, "source" in answer.json["detail"]) == (422, True)


def test_given_a_taken_key_when_registered_then_409(gateway, client_for) -> None:
    assert client_for("admin").post("/api/v1/cameras", json=NEW).status_code == 409


def test_given_an_edit_without_password_when_saved_then_the_old_one_stays_with_its_address(gateway, client_for) -> None:
    admin = client_for("admin")
    source = {"kind": "rtsp", "url": NEW["source"]["url"], "username": "ioc"}
    assert admin.patch("/api/v1/cameras/cam-01", json={"name": "Mới", "source": source}).json["name"] == "Mới"
    assert gateway.get("/api/v1/cameras?gateway=main").json["items"][0]["source"]["password"] == "bí mật"
    moved = {**source, "url": "rtsp://evil.example/"}
    admin.patch("/api/v1/cameras/cam-01", json={"source": moved})
    assert "password" not in gateway.get("/api/v1/cameras?gateway=main").json["items"][0]["source"]


def test_given_a_picture_when_put_then_the_newest_is_shown_with_its_time_and_an_etag(gateway, client_for) -> None:
    at = now() - timedelta(seconds=3)
    picture = jpeg()
    assert put(gateway, picture, at).json == {"kept": True}
    viewer = client_for("viewer")
    card = viewer.get("/api/v1/cameras").json["items"][0]
    shown = viewer.get(card["snapshot_url"])
    assert (shown.data, shown.mimetype) == (picture, "image/jpeg")
    assert shown.headers["X-Captured-At"] == card["captured_at"] == rfc3339(at)
    again = viewer.get(card["snapshot_url"], headers={"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 304
    put(gateway, jpeg(shade=200))
    assert viewer.get("/api/v1/cameras").json["items"][0]["snapshot_url"] != card["snapshot_url"]


def test_given_an_older_picture_when_put_then_the_newer_stays(gateway, client_for) -> None:
    put(gateway, jpeg())
    assert put(gateway, jpeg(), now() - timedelta(minutes=1)).json == {"kept": False}


def test_given_pictures_every_few_seconds_when_put_then_the_log_is_silent_and_the_disk_small(
    gateway, db: Database, settings
) -> None:
    start = now() - timedelta(minutes=3)
    for step in range(30):
        put(gateway, jpeg(shade=step), start + timedelta(seconds=5 * step))
    assert kinds(db) == ["camera.registered"]
    with db.read() as session:
        assert len(session.scalars(select(CameraSnapshot)).all()) == 3
    files = [path for path in settings.home.dir("files/camera").rglob("*") if path.is_file()]
    assert len(files) == 4, "three of the history and the newest"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"GIF89a",
        jpeg()[:200],
        b"\xff\xd8\xff\xe0" + b"\0" * 500,
        b"<html><script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
    ],
)
def test_given_no_whole_jpeg_when_put_then_422(gateway, body: bytes) -> None:
    assert put(gateway, body).status_code == 422


def test_given_a_jpeg_of_absurd_bounds_when_put_then_422(gateway) -> None:
    picture = bytearray(jpeg())
    frame = picture.index(b"\xff\xc0")
    picture[frame + 5 : frame + 9] = b"\xff\xdc\xff\xdc"
    assert put(gateway, bytes(picture)).status_code == 422


def test_given_too_many_bytes_when_put_then_413(gateway) -> None:
    assert put(gateway, jpeg() + b"\0" * (5 << 20)).status_code == 413


def test_given_a_picture_from_the_future_or_no_time_when_put_then_422(gateway) -> None:
    assert put(gateway, jpeg(), now() + timedelta(hours=1)).status_code == 422
    headers = {"X-Captured-At": "yesterday"}
    bad = gateway.put("/api/v1/cameras/cam-01/snapshot", data=jpeg(), content_type="image/jpeg", headers=headers)
    assert bad.status_code == 422


def test_given_no_picture_yet_when_asked_then_404(gateway, client_for) -> None:
    assert client_for("officer").get("/api/v1/cameras/cam-01/snapshot.jpg").status_code == 404
    assert put(gateway, jpeg(), key="cam-99").status_code == 404


def test_given_the_same_state_again_when_said_then_only_the_change_is_a_fact(gateway, db: Database) -> None:
    for state in ("online", "online", "frozen", "frozen", "online"):
        say(gateway, state)
    assert kinds(db) == ["camera.registered", *["camera.state_changed"] * 3]
    with db.read() as session:
        assert [row.state for row in session.scalars(select(CameraHealth))] == ["online", "frozen", "online"]


def test_given_old_news_when_said_then_it_is_history_and_moves_nothing(gateway, client_for) -> None:
    say(gateway, "online")
    assert say(gateway, "dark", now() - timedelta(minutes=2)).json["state"] == "online"
    assert len(client_for("officer").get("/api/v1/cameras/cam-01").json["history"]) == 2


def test_given_a_state_nobody_knows_when_said_then_422(gateway) -> None:
    assert say(gateway, "happy").status_code == 422
    assert say(gateway, "online", now() + timedelta(hours=2)).status_code == 422


@pytest.mark.parametrize("state", ["offline", "frozen", "dark", "stale", "covered"])
def test_given_a_camera_that_is_not_well_when_it_says_so_then_one_alarm_until_it_is(gateway, db, state: str) -> None:
    say(gateway, "online")
    say(gateway, state)
    with db.read() as session:
        alarm = session.scalars(select(Alarm)).one()
        assert (alarm.state, alarm.quantity, alarm.source_key) == ("unack_active", state, "cam-01")
    say(gateway, "online")
    say(gateway, state)
    say(gateway, "online")
    with db.read() as session:
        alarm = session.scalars(select(Alarm)).one()
        assert (alarm.state, alarm.repeat_count) == ("rtn_unack", 1)


def test_given_one_trouble_after_another_when_said_then_the_first_alarm_returns(gateway, db) -> None:
    say(gateway, "dark")
    say(gateway, "offline")
    with db.read() as session:
        states = {alarm.quantity: alarm.state for alarm in session.scalars(select(Alarm))}
    assert states == {"dark": "rtn_unack", "offline": "unack_active"}


def test_given_a_silent_gateway_when_ninety_seconds_pass_then_its_cameras_are_offline_once(gateway, db) -> None:
    say(gateway, "online")
    at = now()
    with db.write() as session:
        assert service.mark_silent(session, at + timedelta(seconds=60)) == 0
        assert service.mark_silent(session, at + timedelta(seconds=100)) == 1
        assert service.mark_silent(session, at + timedelta(seconds=101)) == 0
    with db.read() as session:
        assert session.scalars(select(Camera.state)).one() == "offline"
        assert session.scalars(select(Alarm.quantity)).one() == "offline"


def test_given_a_camera_never_heard_of_when_time_passes_then_it_is_an_alarm_too(gateway, db) -> None:
    with db.write() as session:
        assert service.mark_silent(session, now() + timedelta(seconds=100)) == 1
    with db.read() as session:
        assert session.scalars(select(Alarm.quantity)).one() == "offline"


@pytest.fixture
def incident(client_for, centre) -> int:
    body = {"category": "camera", "title": "Ngập", "lat": 16.46, "lon": 107.59}
    return client_for("officer").post("/api/v1/incidents", json=body).json["id"]


def test_given_an_incident_when_a_picture_is_held_then_it_hangs_on_the_incident(gateway, client_for, incident) -> None:
    put(gateway, jpeg())
    officer = client_for("officer")
    assert officer.post("/api/v1/cameras/cam-01/hold", json={"incident_id": incident}).status_code == 201
    attached = officer.get(f"/api/v1/incidents/{incident}").json["attachments"]
    assert [each["kind"] for each in attached] == ["evidence"]


def test_given_no_such_incident_when_a_picture_is_held_then_nothing_is(gateway, client_for, db) -> None:
    put(gateway, jpeg())
    answer = client_for("officer").post("/api/v1/cameras/cam-01/hold", json={"incident_id": 999})
    assert answer.status_code == 404
    with db.read() as session:
        assert session.scalars(select(CameraSnapshot.held_for)).all() == [None]


def test_given_evidence_when_retention_passes_then_it_stays_and_the_rest_goes(
    gateway, client_for, db, settings, incident
) -> None:
    start = now() - timedelta(minutes=4)
    for step in range(3):
        put(gateway, jpeg(shade=step), start + timedelta(minutes=step))
        if step == 0:
            held = client_for("officer").post("/api/v1/cameras/cam-01/hold", json={"incident_id": incident})
            assert held.status_code == 201
    with db.write() as session:
        assert pictures.retire(session, settings.home, now() + timedelta(hours=25)) == 1
    officer = client_for("officer")
    kept = officer.get("/api/v1/cameras/cam-01").json["pictures"]
    assert [each["held_for"] for each in kept] == [None, incident]
    assert officer.get(held.json["url"]).status_code == 200
    assert client_for("viewer").get(held.json["url"]).status_code == 403


def test_given_a_name_without_diacritics_when_searched_then_found(gateway, db) -> None:
    with db.read() as session:
        assert [row.key for row in service.search(session, "truong tien")] == ["cam-01"]
        assert service.search(session, "100%") == []
