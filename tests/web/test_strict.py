"""Every address of the API refuses what it does not take: a parameter, a field, or a value of another kind."""

import json
import math
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from ioc.kernel.errors import Invalid
from ioc.kernel.http import body
from ioc.kernel.shapes import Part, Shape
from ioc.web.openapi.views import reads

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEEDED = {"category": "flood", "lat": "16.46", "lon": "107.59", "gateway": "main", "q": "a"}


def _addresses(app: Flask) -> list[tuple[str, str]]:
    """Method and path of every route of the API, with something in the places of its path."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/"):
            values = {name: 1 if rule._converters[name].__class__.__name__ == "Id" else "x" for name in rule.arguments}
            _host, path = rule.build(values, append_unknown=False) or ("", "")
            found += [(method, path) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return found


def _role(method: str, path: str) -> str:
    """Somebody who may: an administrator, a gateway for what gateways send, a crew for its own."""
    if method == "PUT" or path.endswith("/health"):
        return "gateway"
    return "crew" if "/position" in path else "admin"


@SQLITE
def test_given_any_address_when_a_parameter_is_misspelt_then_422_names_it(app: Flask, client_for: Any) -> None:
    clients = {role: client_for(role) for role in ("admin", "gateway", "crew")}
    answers = {}
    for method, path in _addresses(app):
        answer = clients[_role(method, path)].open(f"{path}?stat=open", method=method)
        problem = answer.json or {}
        answers[method, path] = (
            answer.status_code,
            answer.mimetype,
            [one["field"] for one in problem.get("fields", [])],
        )
    wrong = {at: said for at, said in answers.items() if said != (422, "application/problem+json", ["stat"])}
    assert len(answers) > 90
    assert wrong == {}


@SQLITE
def test_given_any_list_when_its_language_is_asked_for_then_it_is_still_answered(app: Flask, client_for: Any) -> None:
    admin = client_for("admin")
    lists = [
        path
        for (method, path), taken in ((each, _taken(app, each)) for each in _addresses(app))
        if method == "GET" and taken.listing and "/1" not in path and "/x" not in path
    ]
    assert len(lists) > 15
    for path in lists:
        answer = admin.get(path, query_string={"lang": "en", **_needs(app, path)})
        assert (path, answer.status_code) == (path, 200)


def _taken(app: Flask, address: tuple[str, str]) -> Any:
    endpoint, _args = app.url_map.bind("").match(address[1], method=address[0])
    return reads(app.view_functions[endpoint])


def _needs(app: Flask, path: str) -> dict[str, str]:
    shape = _taken(app, ("GET", path)).query
    fields = shape.model_fields if shape else {}
    return {name: NEEDED[name] for name, field in fields.items() if field.is_required()}


@SQLITE
def test_given_a_wrong_parameter_when_refused_then_in_the_callers_language_and_with_those_there_are(client_for) -> None:
    officer = client_for("officer")
    vietnamese = officer.get("/api/v1/crews?agency=3").json
    english = officer.get("/api/v1/crews?agency=3&lang=en").json
    assert vietnamese["detail"] == "agency: địa chỉ này không có tham số như vậy"
    assert english["detail"] == "agency: this address takes no such parameter"
    assert english["legal"] == ["cursor", "limit"]


@SQLITE
def test_given_a_parameter_twice_when_asked_then_none_is_dropped_in_silence(client_for) -> None:
    answer = client_for("officer").get("/api/v1/incidents?state=open&state=closed")
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, "state")


@SQLITE
def test_given_nobody_when_a_parameter_is_wrong_then_401_comes_first(client_for) -> None:
    assert client_for("anonymous").get("/api/v1/users?rol=admin").status_code == 401
    assert client_for("crew").get("/api/v1/users?rol=admin").status_code == 403


@SQLITE
def test_given_a_short_list_when_a_part_is_asked_for_then_the_parts_are_the_list(client_for) -> None:
    admin = client_for("admin")
    whole = admin.get("/api/v1/sensors/kinds").json["items"]
    parts, cursor = [], 0
    while cursor is not None:
        page = admin.get(f"/api/v1/sensors/kinds?limit=2&cursor={cursor}").json
        assert len(page["items"]) <= 2
        parts, cursor = parts + page["items"], page["next"]
    assert parts == whole
    assert admin.get("/api/v1/sensors/kinds?limit=0").status_code == 422


@given(st.lists(st.integers(), max_size=30), st.integers(1, 8))
def test_given_a_list_when_read_part_by_part_then_each_row_comes_once(rows: list[int], limit: int) -> None:
    found, cursor = [], 0
    while cursor is not None:
        part, cursor = Part(limit=limit, cursor=cursor).of(rows)
        found += part
    assert found == rows


# Every value that is none of the kind, tried at every field of every body.
ODD: dict[str, list[Any]] = {
    "number": [True, False, "1", [], {}, math.inf, math.nan],
    "integer": [True, False, "1", 1.5, [], {}, math.inf],
    "boolean": [0, 1, "true", "", [], {}],
    "string": [True, 1, 1.5, [], {}],
    "array": [True, 1, "a", {}],
    "object": [True, 1, "a", []],
}


def _bodies(app: Flask) -> list[type[BaseModel]]:
    shapes = {reads(view).body for name, view in app.view_functions.items() if name != "static"}
    return sorted((shape for shape in shapes if shape), key=lambda shape: shape.__name__)


def _kinds(schema: dict[str, Any], defs: dict[str, Any]) -> set[str]:
    if "$ref" in schema:
        return _kinds(defs[schema["$ref"].rpartition("/")[2]], defs)
    if "anyOf" in schema:
        return {kind for one in schema["anyOf"] for kind in _kinds(one, defs)}
    return {schema["type"]} if "type" in schema else set()


@SQLITE
def test_given_every_field_of_every_body_when_of_another_kind_then_it_is_named(app: Flask) -> None:
    tried = 0
    for shape in _bodies(app):
        assert issubclass(shape, Shape), shape
        described = shape.model_json_schema()
        for name, schema in described["properties"].items():
            kinds = _kinds(schema, described.get("$defs", {}))
            for odd in [value for kind in kinds & ODD.keys() for value in ODD[kind] if not _is_one(value, kinds)]:
                tried += 1
                assert name in _complaints(app, shape, {name: odd}), (shape.__name__, name, odd)
    assert tried > 500


def _is_one(value: Any, kinds: set[str]) -> bool:
    """By JSON Schema's own words: 1 is a number and an integer, true is neither."""
    own = {bool: {"boolean"}, int: {"integer", "number"}, float: {"number"}, str: {"string"}, list: {"array"}}
    finite = not isinstance(value, float) or math.isfinite(value)
    return finite and bool(own.get(type(value), {"object"}) & kinds)


def _complaints(app: Flask, shape: type[BaseModel], sent: dict[str, Any]) -> set[str]:
    """What the door for bodies says of it. NaN and Infinity are no JSON: nothing of such a body is read."""
    with app.test_request_context("/", method="POST", data=json.dumps(sent), content_type="application/json"):
        try:
            body(shape)
        except Invalid as error:
            named = {one["field"].partition(".")[0] for one in error.extra.get("fields", [])}
            return named or set(sent)
    return set()


@SQLITE
def test_given_a_picture_whose_address_says_its_time_twice_when_asked_then_it_is_looked_for(client_for: Any) -> None:
    answer = client_for("officer").get("/api/v1/cameras/none/snapshot.jpg?at=17&at=17")
    assert answer.status_code == 404  # no such camera, and not 422: a page adds the time to an address that holds it


@SQLITE
@pytest.mark.parametrize("depth", [150, 300, 900, 3000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_given_a_body_nested_however_deep_then_it_is_refused_in_words(
    client_for: Any, depth: int, opening: str, closing: str
) -> None:
    deep = opening * depth + "1" + closing * depth
    text = f'{{"category": "flood", "lat": 1, "lon": {deep}}}'
    answer = client_for("officer").post("/api/v1/incidents", data=text, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
