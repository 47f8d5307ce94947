"""The public doors of the centre, as the demo uses them: HTTP with a bearer token, MQTT with a device's login."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import orjson
import paho.mqtt.client as mqtt
import requests
from paho.mqtt.enums import CallbackAPIVersion

TRY_S = 120


class Refused(Exception):
    """The centre answered 4xx: `status` and its problem details."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status}: {problem.get('detail') or problem.get('title')}")
        self.status = status
        self.problem = problem


class Api:
    """`/api/v1` with one token. Repeats while the centre is away; a POST counts once however often sent."""

    def __init__(self, base: str, token: str | None) -> None:
        self.base = base
        self._session = requests.Session()
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **params: Any) -> Any:
        return self._call("GET", path, params=params)

    def post(self, path: str, data: dict[str, Any] | None = None) -> Any:
        return self._call("POST", path, json=data or {}, headers={"Idempotency-Key": uuid.uuid4().hex})

    def patch(self, path: str, data: dict[str, Any]) -> Any:
        return self._call("PATCH", path, json=data)

    def upload(self, path: str, fields: dict[str, str], photos: list[bytes], name: str = "file") -> Any:
        files = [(name, (f"{n}.jpg", photo, "image/jpeg")) for n, photo in enumerate(photos)]
        return self._call("POST", path, data=fields, files=files, headers={"Idempotency-Key": uuid.uuid4().hex})

    def all(self, path: str, **params: Any) -> Iterator[dict[str, Any]]:
        """Every item of a list, page by page."""
        cursor: str | None = None
        while True:
            page = self.get(path, **params, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page.get("next")
            if not cursor:
                return

    def _call(self, method: str, path: str, **kwargs: Any) -> Any:
        deadline = time.monotonic() + TRY_S
        pause = 0.5
        while True:
            try:
                answer = self._session.request(method, self.base + path, timeout=30, allow_redirects=False, **kwargs)
            except requests.RequestException:
                if time.monotonic() > deadline:
                    raise
            else:
                if answer.status_code < 500:  # noqa: PLR2004 - HTTP
                    return _read(answer)
                if time.monotonic() > deadline:
                    raise Refused(answer.status_code, _problem(answer))
            time.sleep(pause)
            pause = min(5.0, pause * 2)


def _read(answer: requests.Response) -> Any:
    if answer.status_code >= 400:  # noqa: PLR2004 - HTTP
        raise Refused(answer.status_code, _problem(answer))
    if "json" in answer.headers.get("Content-Type", ""):
        return answer.json()
    return {"location": answer.headers.get("Location")}


def _problem(answer: requests.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {"detail": answer.text[:200]}
    return found if isinstance(found, dict) else {"detail": str(found)}


class Devices:
    """All devices of the demo behind one MQTT connection, QoS 1."""

    def __init__(self, host: str, port: int, username: str, password: str) -> None:
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="demo-city", clean_session=False)
        self._client.username_pw_set(username, password)
        self._client.max_queued_messages_set(20_000)
        self._client.reconnect_delay_set(1, 5)
        self._client.connect_async(host, port, keepalive=30)
        self._client.loop_start()

    def say(self, kind: str, key: str, values: dict[str, Any]) -> None:
        """One message of one device, with its own time (epoch ms)."""
        payload = orjson.dumps({"ts": round(time.time() * 1000), **values})
        self._client.publish(f"city/{kind}/{key}/data", payload, qos=1)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
