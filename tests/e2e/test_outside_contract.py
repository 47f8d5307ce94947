"""What scripts outside rely on, walked as it is written: command line, HTTP, MQTT, events."""

import time

import requests

from tests.e2e.centre import Centre, until

PARTS = ("db", "broker", "feed", "ingest", "gateway")
LISTS = (
    "sensors",
    "readings",
    "alarms",
    "incidents",
    "reports",
    "crews",
    "assignments",
    "cameras",
    "agencies",
    "categories",
    "users",
)


def test_given_the_contract_when_a_script_walks_it_then_every_line_holds(centre: Centre) -> None:
    token = centre.ioc("token", "create", "--role", "officer")
    assert len(token.splitlines()) == 1
    officer = {"Authorization": f"Bearer {token}"}
    admin = {"Authorization": f"Bearer {centre.ioc('token', 'create', '--role', 'admin')}"}

    host, port, username, password = centre.ioc("mqtt", "credentials").split()
    assert (host, int(port)) == ("127.0.0.1", centre.mqtt_port)
    assert username
    assert password

    sensor = {"key": "hop-dong-1", "kind": "drainage", "name": "Cống hợp đồng", "lat": 16.47, "lon": 107.58}
    refused = requests.post(f"{centre.url}/api/v1/sensors", json=sensor, headers=officer, timeout=10)
    assert refused.status_code == 403
    answer = requests.post(f"{centre.url}/api/v1/sensors", json=sensor, headers=admin, timeout=10)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["key"], made["kind"]) == (sensor["key"], sensor["kind"])

    head = requests.get(f"{centre.url}/api/v1/events?since=0", headers=officer, timeout=10).json()
    assert {"items", "next"} <= set(head)
    device = centre.device()

    def alarm():
        device.say(f"city/drainage/{sensor['key']}", {"ts": time.time(), "level_cm": 195.0})
        found = requests.get(
            f"{centre.url}/api/v1/alarms", params={"sensor_id": made["id"]}, headers=officer, timeout=10
        )
        return next(iter(found.json()["items"]), None)

    raised = until(alarm, 60, 1)
    device.close()
    assert {"id", "sensor_id", "state"} <= set(raised)
    assert raised["sensor_id"] == made["id"]
    readings = requests.get(
        f"{centre.url}/api/v1/readings", params={"sensor_id": made["id"]}, headers=officer, timeout=10
    )
    assert readings.json()["items"][-1]["value"] == 195.0

    seq = 0
    kinds: list[str] = []
    while page := requests.get(
        f"{centre.url}/api/v1/events", params={"since": seq}, headers=officer, timeout=10
    ).json()["items"]:
        assert [each["seq"] for each in page] == sorted(each["seq"] for each in page)
        kinds += [each["kind"] for each in page]
        seq = page[-1]["seq"]
    assert {"token.created", "sensor.registered", "alarm.raised", "incident.opened"} <= set(kinds)

    for name in LISTS:
        listed = requests.get(f"{centre.url}/api/v1/{name}", headers=admin, timeout=10)
        assert listed.status_code == 200, name
        assert {"items", "next"} <= set(listed.json()), name


def test_given_healthz_when_asked_then_every_part_tells_its_age(centre: Centre) -> None:
    told = requests.get(f"{centre.url}/healthz", timeout=10)
    assert told.status_code == 200
    assert all("age_s" in told.json()[part] for part in PARTS)
