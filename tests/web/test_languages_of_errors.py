"""Whoever is refused reads why in their own language: title and detail, from whichever door."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.dispatch.conftest import Scene, scene

__all__ = ["scene"]
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OURS = {"accept-language": "vi"}
THEIRS = {"accept-language": "en-GB,en;q=0.9,vi;q=0.5"}
VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)

# who · method · path · what is sent · status
REFUSALS = [
    ("officer", "GET", "/api/v1/nothing", {}, 404),
    ("officer", "DELETE", "/api/v1/incidents", {}, 405),
    ("officer", "GET", "/api/v1/incidents/99999999999", {}, 404),
    ("officer", "GET", "/api/v1/incidents/4040", {}, 404),
    ("officer", "GET", "/api/v1/sensors/4040", {}, 404),
    ("officer", "GET", "/api/v1/alarms/4040", {}, 404),
    ("officer", "GET", "/api/v1/crews/4040", {}, 404),
    ("officer", "GET", "/api/v1/cameras/none", {}, 404),
    ("officer", "GET", "/api/v1/reports/4040", {}, 404),
    ("officer", "GET", "/files/4040", {}, 404),
    ("officer", "GET", "/api/v1/users", {}, 403),
    ("anonymous", "GET", "/api/v1/users", {}, 401),
    ("officer", "GET", "/api/v1/crews?agency=1", {}, 422),
    ("officer", "GET", "/api/v1/incidents?limit=many", {}, 422),
    ("officer", "GET", "/api/v1/incidents?state=lost", {}, 422),
    ("officer", "GET", "/api/v1/incidents?cursor=x", {}, 422),
    ("officer", "GET", "/api/v1/alarms?state=lost", {}, 422),
    ("officer", "GET", "/api/v1/events?since=999999", {}, 409),
    ("officer", "POST", "/api/v1/incidents", {"data": "a=1", "content_type": "text/plain"}, 415),
    ("officer", "POST", "/api/v1/incidents", {"data": "[1", "content_type": "application/json"}, 422),
    ("officer", "POST", "/api/v1/incidents", {"json": {"category": "flood", "lat": True, "lon": 107.59}}, 422),
    ("officer", "POST", "/api/v1/incidents", {"json": {"category": 5}}, 422),
    ("officer", "POST", "/api/v1/incidents", {"json": {}, "headers": {"Idempotency-Key": "k" * 121}}, 422),
    ("officer", "POST", "/api/v1/incidents/1/reopen", {"json": {"reason": "mưa"}}, 409),
    ("admin", "PATCH", "/api/v1/rules/4040", {"json": {}}, 404),
    ("admin", "PATCH", "/api/v1/users/4040", {"json": {}}, 404),
    ("admin", "DELETE", "/api/v1/tokens/4040", {}, 404),
    ("admin", "POST", "/api/v1/tokens", {"json": {"role": "king", "name": "x"}}, 422),
    ("admin", "POST", "/api/v1/sensors/unknown/nobody/adopt",
     {"json": {"kind": "drain", "name": "x", "lat": 1, "lon": 1}}, 404),
    ("admin", "POST", "/api/v1/cameras",
     {"json": {"key": "c", "name": "C", "lat": 1, "lon": 1, "source": {"kind": "rtsp", "url": "http://x"}}}, 422),
]  # fmt: skip


@SQLITE
@pytest.mark.parametrize(("role", "method", "path", "sent", "status"), REFUSALS, ids=lambda each: str(each)[:50])
def test_given_a_refusal_when_asked_in_a_language_then_title_and_detail_are_in_it(
    scene: Scene, client_for: Any, role: str, method: str, path: str, sent: dict[str, Any], status: int
) -> None:
    client = client_for(role)
    for language in (OURS, THEIRS):
        answer = client.open(path, method=method, **{**sent, "headers": {**sent.get("headers", {}), **language}})
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        told = answer.json["title"] + answer.json["detail"]
        assert answer.json["detail"]
        if path.startswith("/api/"):
            assert bool(VIETNAMESE.search(told)) is (language is OURS), told


@SQLITE
def test_given_a_browser_in_english_when_a_page_is_opened_then_it_is_in_the_citys_language(app: Flask) -> None:
    page = app.test_client().get("/login", headers=THEIRS)
    assert '<html lang="vi"' in page.text


@SQLITE
def test_given_a_wrong_token_when_asked_in_vietnamese_then_it_is_told_so(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/me", headers={"Authorization": "Bearer nothing", **OURS})
    assert answer.status_code == 401
    assert VIETNAMESE.search(answer.json["detail"])
    assert answer.headers["WWW-Authenticate"] == "Bearer"
