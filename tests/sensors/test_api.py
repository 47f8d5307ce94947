"""Sensors and alarms over HTTP."""

import struct
from datetime import UTC, datetime

from sqlalchemy import select

from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now, to_ms
from ioc.sensors.models import Alarm, SensorState
from ioc.sensors.readings import store_for
from ioc.sensors.rules.watch import Move
from ioc.sensors.service import happenings, registry, unknown
from ioc.sensors.service.happenings import Happening

NEW = {"key": "D9", "kind": "drainage", "name": "Cống Đập Đá", "lat": 16.47, "lon": 107.6}


def test_given_an_admin_when_a_sensor_is_posted_then_it_has_its_kinds_rules(city, client_for) -> None:
    admin = client_for("admin")
    made = admin.post("/api/v1/sensors", json=NEW)
    assert made.status_code == 201
    assert {"id", "key", "kind"} <= made.json.keys()
    whole = admin.get(f"/api/v1/sensors/{made.json['id']}").json
    assert {rule["code"] for rule in whole["rules"]} >= {"drain-overflow", "drain-no-data"}
    assert whole["rules"][0]["response"]["action"]["vi"]
    assert admin.post("/api/v1/sensors", json=NEW).status_code == 409
    assert [row["key"] for row in admin.get("/api/v1/sensors?q=dap da").json["items"]] == ["D9"]
    assert client_for("viewer").post("/api/v1/sensors", json=NEW | {"key": "x"}).status_code == 403


def test_given_two_who_edit_a_sensor_when_the_second_saw_an_older_version_then_412_with_the_present_one(
    city, client_for
) -> None:
    admin = client_for("admin")
    made = admin.post("/api/v1/sensors", json=NEW).json
    path, held = f"/api/v1/sensors/{made['id']}", {"If-Match": f'"{made["version"]}"'}
    assert admin.patch(path, json={"name": "Một"}, headers=held).json["version"] == made["version"] + 1
    late = admin.patch(path, json={"name": "Hai"}, headers=held)
    assert (late.status_code, late.json["type"], late.json["current"]["name"]) == (412, "stale-version", "Một")
    assert admin.patch(path, json={"name": "Ba"}).json["name"] == "Ba"


def test_given_bad_fields_then_each_is_named(city, client_for) -> None:
    admin = client_for("admin")
    for field, value in (("lat", 91), ("kind", "toaster"), ("key", "a/b"), ("name", ""), ("extra", 1)):
        answer = admin.post("/api/v1/sensors", json=NEW | {field: value})
        assert answer.status_code == 422, field
        assert field in answer.text


def test_given_sensors_that_spoke_when_nobody_is_named_then_the_newest_value_of_each_comes_a_page_at_a_time(
    city, drain, client_for
) -> None:
    with city.write() as session:
        lamp = NEW | {"key": "den-9", "kind": "lighting"}
        other = registry.register(session, SYSTEM, now(), **lamp).id
        for sensor_id, quantity in ((drain[0], "level_cm"), (other, "power_w"), (other, "lit")):
            session.add(SensorState(sensor_id=sensor_id, quantity=quantity, at_ms=5, value=1.5, received_ms=6))
    viewer = client_for("viewer")
    first = viewer.get("/api/v1/readings?limit=1").json
    at = {"at": "1970-01-01T00:00:00.005Z", "at_ms": 5}
    assert first["items"] == [{"sensor_id": drain[0], "quantity": "level_cm", **at, "value": 1.5}]
    rest = viewer.get(f"/api/v1/readings?limit=1&cursor={first['next']}").json
    assert [(each["sensor_id"], each["quantity"]) for each in rest["items"]] == [(other, "lit"), (other, "power_w")]
    assert rest["next"] is None
    assert [each["quantity"] for each in viewer.get("/api/v1/readings?quantity=lit").json["items"]] == ["lit"]


def test_given_readings_when_asked_for_a_chart_then_points_come_in_order(city, drain, client_for) -> None:
    base = to_ms(now()) - 3_600_000
    with city.write() as session:
        rows = [(drain[0], "level_cm", base + i * 1000, float(i % 100)) for i in range(3000)]
        store_for(city.write_engine.dialect.name).write(session.connection(), rows)
    viewer = client_for("viewer")
    items = viewer.get(f"/api/v1/sensors/{drain[0]}/readings?quantity=level_cm&points=200").json["items"]
    assert items == sorted(items)
    assert 100 < len(items) <= 202
    newest = viewer.get(f"/api/v1/readings?sensor_id={drain[0]}&limit=3").json["items"]
    assert [row["value"] for row in newest] == [97, 98, 99]
    start = datetime.fromtimestamp(base / 1000, UTC).isoformat().replace("+00:00", "Z")
    some = viewer.get(f"/api/v1/sensors/{drain[0]}/readings", query_string={"from": start, "points": 5000})
    assert len(some.json["items"]) == 3000
    assert viewer.get(f"/api/v1/sensors/{drain[0]}/readings?from=yesterday").status_code == 422


def test_given_a_sensor_of_several_quantities_when_its_readings_are_read_then_all_come_page_by_page(
    city, drain, client_for
) -> None:
    old = to_ms(datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC))  # a device whose clock was never set
    rows = [(drain[0], name, old + i * 1000, float(i)) for i in range(5) for name in ("level_cm", "flow_ls")]
    with city.write() as session:
        store_for(city.write_engine.dialect.name).write(session.connection(), rows)
        session.add(SensorState(sensor_id=drain[0], quantity="level_cm", at_ms=old + 4000, value=4, received_ms=old))
    viewer = client_for("viewer")
    first = viewer.get(f"/api/v1/readings?sensor_id={drain[0]}&limit=3").json
    newest = {"sensor_id": drain[0], "at": "2023-11-14T22:13:24.000Z", "at_ms": old + 4000, "value": 4.0}
    assert first["items"][-2:] == [newest | {"quantity": "flow_ls"}, newest | {"quantity": "level_cm"}]
    assert [each["value"] for each in first["items"]] == [3, 3, 4, 4]  # one moment is never torn apart
    rest = viewer.get(f"/api/v1/readings?sensor_id={drain[0]}&limit=9&cursor={first['next']}").json
    assert [each["value"] for each in rest["items"]] == [0, 0, 1, 1, 2, 2]
    assert rest["next"] is None
    span = {"sensor_id": drain[0], "quantity": "flow_ls", "from": "2023-11-14T22:13:21Z", "to": "2023-11-14T22:13:22Z"}
    assert [each["value"] for each in viewer.get("/api/v1/readings", query_string=span).json["items"]] == [1, 2]


def test_given_an_alarm_when_an_officer_works_on_it_then_every_move_answers_with_the_card(
    city, drain, client_for
) -> None:
    with city.write() as session:
        happenings.record(session, now(), [Happening(*drain, Move.RAISE, 200.0, 1)])
    officer = client_for("officer")
    (card,) = officer.get("/api/v1/alarms").json["items"]
    before = card["version"]
    assert {"id", "sensor_id", "state"} <= card.keys()
    url = f"/api/v1/alarms/{card['id']}"
    assert officer.get(url).json["response"]["cause"]["en"]
    assert officer.post(f"{url}/ack").json["state"] == "ack_active"
    again = officer.post(f"{url}/ack")
    assert again.status_code == 409
    assert "shelve" in again.json["legal"]
    assert officer.post(f"{url}/shelve", json={"reason": "sửa", "minutes": 9999}).status_code == 422
    shelved = officer.post(f"{url}/shelve", json={"reason": "sửa", "minutes": 60}).json
    assert (shelved["state"], shelved["shelved_until"] is not None) == ("shelved", True)
    assert officer.post(f"{url}/unshelve").json["state"] == "unack_active"
    assert client_for("viewer").post(f"{url}/ack").status_code == 403
    with city.read() as session:
        assert session.scalar(select(Alarm.version)) == before + 3


def test_given_an_alarm_when_the_map_asks_then_the_packed_record_shows_its_severity(city, drain, client_for) -> None:
    with city.write() as session:
        happenings.record(session, now(), [Happening(*drain, Move.RAISE, 200.0, 1)])
    data = client_for("viewer").get("/api/v1/sensors/packed").data
    assert struct.unpack("<IiiBBxx", data) == (drain[0], 1_075_000_000, 164_000_000, 1, 5)


def test_given_an_unknown_key_when_an_admin_adopts_it_then_it_is_a_sensor(city, client_for) -> None:
    with city.write() as session:
        unknown.hold(session, now(), [unknown.Heard("new-1", "drainage", "city/drainage/new-1", b"{}")])
    admin = client_for("admin")
    assert [row["key"] for row in admin.get("/api/v1/sensors/unknown").json["items"]] == ["new-1"]
    place = {"kind": "drainage", "name": "Mới", "lat": 16.4, "lon": 107.5}
    assert admin.post("/api/v1/sensors/unknown/new-1/adopt", json=place).status_code == 201
    assert admin.get("/api/v1/sensors/unknown").json["items"] == []
    assert admin.post("/api/v1/sensors/unknown/new-1/adopt", json=place).status_code == 404


def test_given_a_rule_when_its_threshold_is_emptied_then_refused_and_it_watches_on(city, drain, client_for) -> None:
    answer = client_for("admin").patch(f"/api/v1/rules/{drain[1]}", json={"threshold": None})
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, "threshold")
