"""A simulated colleague of the duty officer: takes what nobody has taken for a while, so that the city goes on living.

Real officers always come first: it waits, never touches what somebody claimed, and closes only what crews finished.
"""

from datetime import timedelta
from typing import Any

from demo.doors import Api, Refused
from ioc.kernel.clock import now, parse

PATIENCE_S = (100, 200, 420, 700)  # how long P1…P4 may lie before it helps, seconds of the town
EVERY_S = 12.0
AT_ONCE = 2


class Officer:
    def __init__(self, api: Api, speed: float) -> None:
        self._api = api
        self._speed = speed
        self._next = 0.0

    def step(self, t: float) -> None:
        if t < self._next:
            return
        self._next = t + EVERY_S
        waiting = [*self._list("open"), *self._list("triaged")]
        overdue = [one for one in waiting if self._ripe(one)]
        overdue.sort(key=lambda one: (one["priority"], one["opened_at"]))
        for incident in overdue[:AT_ONCE]:
            self._send(incident)
        for incident in self._list("resolved")[:AT_ONCE]:
            if self._age_s(incident["resolved_at"]) > PATIENCE_S[0]:
                self._do(incident, "close")

    def _list(self, state: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._api.get("/api/v1/incidents", state=state)["items"]
        return found

    def _ripe(self, incident: dict[str, Any]) -> bool:
        if incident["claimed_by"] is not None:
            return False
        return self._age_s(incident["opened_at"]) > PATIENCE_S[incident["priority"] - 1]

    def _age_s(self, at: str | None) -> float:
        return (now() - parse(at)) / timedelta(seconds=1) * self._speed if at else 0.0

    def _send(self, incident: dict[str, Any]) -> None:
        ranked = self._api.get(f"/api/v1/incidents/{incident['id']}/recommendation")["ranked"]
        free = [one for one in ranked if not any(reason["code"].startswith("busy") for reason in one["reasons"])]
        if free:
            self._do(incident, "dispatch", {"crew_ids": [free[0]["crew_id"]]})

    def _do(self, incident: dict[str, Any], what: str, data: dict[str, Any] | None = None) -> None:
        try:
            self._api.post(f"/api/v1/incidents/{incident['id']}/{what}", data)
        except Refused as refusal:
            print(f"{what} of {incident['code']}: {refusal}", flush=True)  # noqa: T201 - this process's log
