"""HTTP to the centre: which cameras, their newest pictures, how they are. Never blocks longer than its timeouts."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import requests

TIMEOUT = (3.0, 10.0)
UNAUTHORIZED = 401


class CentreError(Exception):
    """The centre did not take it. `refused`: it never will (4xx), so trying the same again is useless."""

    def __init__(self, text: str, *, refused: bool = False) -> None:
        super().__init__(text)
        self.refused = refused


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Centre:
    """One per thread: a requests session keeps its connection and is not shared."""

    def __init__(self, url: str, token: Callable[[], str], ca_file: str = "") -> None:
        self._url = url.rstrip("/")
        self._token = token
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of the environment has no business between the two
        if ca_file:
            self._session.verify = ca_file

    def cameras(self, gateway: str) -> list[Any]:
        """The raw cards, sources included, of this gateway."""
        items: list[Any] = []
        params = {"gateway": gateway}
        while True:
            page = self._ask("GET", "/api/v1/cameras", params=params).json()
            items += page["items"]
            if not page.get("next"):
                return items
            params = {"gateway": gateway, "cursor": str(page["next"])}

    def put_snapshot(self, key: str, jpeg: bytes, captured_at: datetime) -> None:
        headers = {"Content-Type": "image/jpeg", "X-Captured-At": stamp(captured_at)}
        self._ask("PUT", f"/api/v1/cameras/{quote(key, safe='')}/snapshot", data=jpeg, headers=headers)

    def post_health(self, key: str, health: dict[str, Any]) -> None:
        self._ask("POST", f"/api/v1/cameras/{quote(key, safe='')}/health", json=health)

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self._token()}", **more.pop("headers", {})}
        try:
            answer = self._session.request(
                method, self._url + path, headers=headers, timeout=TIMEOUT, allow_redirects=False, **more
            )
        except (requests.RequestException, OSError) as error:
            raise CentreError(f"{method} {path}: {type(error).__name__}") from error
        if not answer.ok or answer.is_redirect:
            # 401: the token may be renewed; 409, 429: it may be taken later. The rest of 4xx stays refused.
            refused = answer.status_code in (400, 403, 404, 410, 413, 415, 422)
            raise CentreError(f"{method} {path}: the centre answers {answer.status_code}", refused=refused)
        return answer
