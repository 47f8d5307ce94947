"""Every route with every role: the permission it names decides, and nothing else lets anybody in."""

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from ioc.accounts.permissions import PERMISSIONS, PUBLIC, ROLES

# What anybody may call, one by one: a new public route is a decision, not an accident.
PUBLIC_PATHS = (
    "/", "/find", "/report", "/r/<token>", "/login", "/login/code", "/login/setup", "/logout", "/healthz",
    "/healthz/strict", "/api", "/api/", "/api/openapi.json", "/api/v1/me", "/api/v1/reports",
)  # fmt: skip
PUBLIC_PREFIXES = (
    "/r/",
    "/open311/",
    "/crew/sw.js",
    "/crew/manifest",
    "/pack/",
    "/files/",
    "/static/",
    "/sw.js",
    "/manifest",
    "/icon",
    "/report",
)
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def routes(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def path_of(app: Flask, rule: Rule) -> str:
    """An address that matches the rule; what it names does not exist."""
    values = {name: _value(rule._converters[name]) for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values, force_external=False)


def _value(converter: BaseConverter) -> object:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 999_999 if isinstance(converter, IntegerConverter) else "nothing"


@SQLITE
def test_given_any_route_when_read_then_it_names_a_permission(app: Flask) -> None:
    named = {rule.rule: getattr(app.view_functions[rule.endpoint], "permission", None) for rule in routes(app)}
    assert {path for path, permission in named.items() if permission not in {*PERMISSIONS, PUBLIC}} == set()


@SQLITE
def test_given_a_public_route_when_read_then_it_is_one_of_those_we_decided_on(app: Flask) -> None:
    public = {rule.rule for rule in routes(app) if app.view_functions[rule.endpoint].permission == PUBLIC}
    assert {path for path in public if path not in PUBLIC_PATHS and not path.startswith(PUBLIC_PREFIXES)} == set()


@SQLITE
@pytest.mark.parametrize("role", [*ROLES, "anonymous"])
def test_given_a_role_when_it_walks_every_route_then_its_permissions_decide(app: Flask, client_for, role: str) -> None:
    client = client_for(role)
    mine = ROLES.get(role, frozenset())
    wrong = []
    for rule in routes(app):
        permission = app.view_functions[rule.endpoint].permission
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(path_of(app, rule), method=method, headers={"Accept": "application/json"})
            problem = answer.get_json(silent=True) if answer.mimetype == "application/problem+json" else {}
            # a refusal that names no permission is the use case's own: a wrong password, a token with no account
            refused = "permission" in (problem or {})
            may = permission == PUBLIC or permission in mine
            good = not refused if may else answer.status_code in (401, 403)
            if not good or (rule.rule.startswith("/api/") and answer.status_code >= 500):
                wrong.append((method, rule.rule, permission, answer.status_code))
    assert wrong == []
