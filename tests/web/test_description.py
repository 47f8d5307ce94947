"""What the centre says of itself: OpenAPI and /healthz."""

import json
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from openapi_spec_validator import validate

from ioc.kernel.clock import now, rfc3339
from ioc.kernel.http import Services
from ioc.sensors.service import accounts

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@SQLITE
def test_given_the_routes_when_described_then_it_is_openapi(client_for) -> None:
    description = client_for("anonymous").get("/api/openapi.json").json
    validate(description)
    assert description["openapi"] == "3.1.0"


@SQLITE
def test_given_every_api_route_when_described_then_it_is_there_with_its_permission(app, client_for) -> None:
    paths = client_for("anonymous").get("/api/openapi.json").json["paths"]
    described = sum(len(methods) for methods in paths.values())
    served = sum(
        len(rule.methods - {"HEAD", "OPTIONS"}) for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")
    )
    assert described == served
    assert all(operation["x-permission"] for methods in paths.values() for operation in methods.values())


@SQLITE
def test_given_a_list_and_a_wrong_call_when_described_then_their_answers_have_shapes(client_for) -> None:
    description = client_for("anonymous").get("/api/openapi.json").json
    answers = description["paths"]["/api/v1/incidents"]["get"]["responses"]
    assert answers["200"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Page"}
    for methods in description["paths"].values():
        for operation in methods.values():
            assert {"404", "409", "413", "415", "422", "429", "500"} <= set(operation["responses"])


@SQLITE
def test_given_a_view_that_parses_a_shape_when_described_then_the_shape_is_in_it(client_for) -> None:
    description = client_for("anonymous").get("/api/openapi.json").json
    make = description["paths"]["/api/v1/cameras"]["post"]
    assert make["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/CameraIn"}
    assert "Idempotency-Key" in {parameter["name"] for parameter in make["parameters"]}
    assert "201" in make["responses"]
    assert description["components"]["schemas"]["CameraIn"]["properties"]["source"]["$ref"].endswith("/Source")


def test_given_a_centre_without_its_other_processes_when_asked_then_503_says_which(client_for) -> None:
    answer = client_for("anonymous").get("/healthz")
    assert answer.status_code == 503
    parts = {name: answer.json[name]["status"] for name in ("db", "broker", "feed", "ingest", "gateway")}
    assert parts == {"db": "ok", "broker": "down", "feed": "down", "ingest": "down", "gateway": "none"}


def _alive(services: Services) -> None:
    services.extra["feed"] = SimpleNamespace(alive_at=time.monotonic() - 1)
    services.extra["bus"] = SimpleNamespace(client=SimpleNamespace(is_connected=lambda: True))
    with services.db.write() as session:
        accounts.take_lease(session, now() - timedelta(seconds=2), "all", "here")


@SQLITE
@pytest.mark.parametrize(
    ("free_mb", "disk", "status", "codes"),
    [(2000, "ok", "ok", (200, 200)), (500, "low", "degraded", (200, 503)), (20, "full", "down", (503, 503))],
)
def test_given_a_disk_when_asked_then_low_is_seen_and_full_is_down(
    client_for, services: Services, monkeypatch, free_mb, disk, status, codes
) -> None:
    _alive(services)
    services.settings.home.dir("run")
    usage = SimpleNamespace(free=free_mb * 10**6)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage)  # no test may fill the machine's own disk
    client = client_for("anonymous")
    answers = [client.get("/healthz"), client.get("/healthz/strict")]
    assert tuple(answer.status_code for answer in answers) == codes
    assert all((one.json["status"], one.json["disk"]["status"]) == (status, disk) for one in answers)
    assert answers[0].json["disk"]["free_mb"] == free_mb


@SQLITE
def test_given_a_silent_worker_when_asked_then_web_is_well_a_monitor_sees_it_and_the_admin_reads_a_sentence(
    client_for, services: Services
) -> None:
    _alive(services)
    note = services.settings.home.dir("run") / "worker.json"
    note.write_text(json.dumps({"at": rfc3339(now() - timedelta(seconds=100)), "tasks": {}}))
    client = client_for("anonymous")
    assert [client.get(path).status_code for path in ("/healthz", "/healthz/strict")] == [200, 503]
    assert client.get("/healthz").json["status"] == "degraded"
    assert "Việc nền đã im lặng 100 giây" in client_for("admin").get("/admin", headers={"Accept": "text/html"}).text


def test_given_every_part_alive_when_asked_then_200_and_their_ages(client_for, services: Services) -> None:
    _alive(services)
    answer = client_for("anonymous").get("/healthz")
    assert (answer.status_code, answer.json["status"]) == (200, "ok")
    assert answer.json["worker"] == {"status": "none", "age_s": None}
    assert 1 <= answer.json["feed"]["age_s"] < 3
    assert 2 <= answer.json["ingest"]["age_s"] < 4


@pytest.mark.parametrize(("ago", "said"), [(3, "ok"), (290, "old"), (400, "down")])
def test_given_the_workers_note_when_asked_then_its_age_is_told(client_for, services: Services, ago, said) -> None:
    note = services.settings.home.dir("run") / "worker.json"
    note.write_text(json.dumps({"at": rfc3339(now() - timedelta(seconds=ago)), "tasks": {}}))
    worker = client_for("anonymous").get("/healthz").json["worker"]
    assert worker["status"] == said
    assert ago <= worker["age_s"] < ago + 5
