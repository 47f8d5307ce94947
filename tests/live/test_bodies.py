"""What is sent without saying how long it is, in every async mode."""

import json
from collections.abc import Iterator

import requests

from tests.live.process import Web

REPORT = {"category": "road", "text": "không nói trước độ dài", "lon": 105.8588, "lat": 19.6176}
HEADERS = {"Content-Type": "application/json"}


def pieces(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), 1000):
        yield data[at : at + 1000]


def test_given_a_body_in_pieces_then_it_is_read_as_any_other(web: Web) -> None:
    made = requests.post(f"{web.url}/api/v1/reports", data=pieces(json.dumps(REPORT).encode()), headers=HEADERS)
    assert made.status_code == requests.codes.created, made.text


def test_given_a_body_in_pieces_above_the_limit_then_it_is_refused_in_words(web: Web) -> None:
    body = json.dumps(REPORT | {"text": "x" * 4_000_000}).encode()
    try:
        refused = requests.post(f"{web.url}/api/v1/reports", data=pieces(body), headers=HEADERS)
    except requests.ConnectionError:  # hung up on while it was still speaking
        assert requests.get(f"{web.url}/healthz").status_code
        return
    assert refused.status_code == requests.codes.request_entity_too_large, refused.text
    assert refused.json()["title"]
