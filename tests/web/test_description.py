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


def test_given_every_part_alive_when_asked_then_200_and_their_ages(client_for, services: Services) -> None:
    services.extra["feed"] = SimpleNamespace(alive_at=time.monotonic() - 1)
    services.extra["bus"] = SimpleNamespace(client=SimpleNamespace(is_connected=lambda: True))
    with services.db.write() as session:
        accounts.take_lease(session, now() - timedelta(seconds=2), "all", "here")
    answer = client_for("anonymous").get("/healthz")
    assert (answer.status_code, answer.json["status"]) == (200, "ok")
    assert answer.json["worker"] == {"status": "none", "age_s": None}
    assert 1 <= answer.json["feed"]["age_s"] < 3
    assert 2 <= answer.json["ingest"]["age_s"] < 4


@pytest.mark.parametrize(("ago", "said"), [(3, "ok"), (300, "old")])
def test_given_the_workers_note_when_asked_then_its_age_is_told(client_for, services: Services, ago, said) -> None:
    note = services.settings.home.dir("run") / "worker.json"
    note.write_text(json.dumps({"at": rfc3339(now() - timedelta(seconds=ago)), "tasks": {}}))
    worker = client_for("anonymous").get("/healthz").json["worker"]
    assert worker["status"] == said
    assert ago <= worker["age_s"] < ago + 5
