"""How a person comes in through the door."""

import re

from flask.testing import FlaskClient

PASSWORD = "mưa-lớn-ở-Huế-18h42"


def csrf_of(client: FlaskClient, path: str = "/login") -> str:
    page = client.get(path).text
    found = re.search(r'"csrf": ?"([^"]+)"', page)
    assert found, page[:300]
    return found.group(1)


def sign_in(client: FlaskClient, name: str = "lan", password: str = PASSWORD, **more: str):
    return client.post("/login", data={"name": name, "password": password, "csrf_token": csrf_of(client), **more})
