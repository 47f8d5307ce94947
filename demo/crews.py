"""The simulated crews: each drives along the streets, accepts what it is sent to, works, proves it, reports done."""

import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

from demo import people
from demo.doors import Api, Refused
from demo.photos import photo
from ioc.kernel.clock import now, rfc3339
from ioc.kernel.geo import metres
from ioc.places.pack import CityPack

Point = tuple[float, float]
SPEED_M_S = 8.5
POSITION_EVERY_S = 5.0
ASK_EVERY_S = 5.0
STOPPED_EVERY_S = 20.0
LIVE = ("offered", "accepted", "en_route", "on_scene")
ARRIVED_M = 25.0


@dataclass
class Job:
    """What the crew does now, and when its next step is due (seconds of the town's clock)."""

    assignment: dict[str, Any]
    incident: dict[str, Any]
    next_at: float
    route: list[Point] = field(default_factory=list)


class Crew:
    """One crew with its own token. `step` is called often; it calls the centre only when something is due."""

    def __init__(self, api: Api, card: dict[str, Any], pack: CityPack, seed: int, speed: float) -> None:
        self._api = api
        self._pack = pack
        self._chance = Random(f"crew {card['code']} {seed}")
        self._speed = speed
        self.card = card
        self.at: Point = (card["lon"], card["lat"]) if card.get("lon") is not None else self._somewhere()
        self.job: Job | None = None
        self._route: list[Point] = []
        self._asked = self._told = 0.0
        self._stepped = time.monotonic()
        self._moved = True

    def step(self, t: float) -> str | None:
        """Moves, talks to the centre if due; returns the incident's id as text when one was just finished."""
        self._drive(t)
        self._tell(t)
        if t - self._asked >= ASK_EVERY_S:
            self._asked = t + self._chance.uniform(0, 1)
            if self.job is None:
                self._ask(t)
        if self.job is not None and t >= self.job.next_at:
            return self._work(self.job, t)
        return None

    def _somewhere(self) -> Point:
        graph = self._pack.streets
        nodes = graph.main.nonzero()[0]
        node = int(nodes[self._chance.randrange(len(nodes))])
        return float(graph.lon[node]), float(graph.lat[node])

    def _drive(self, t: float) -> None:
        left = (t - self._stepped) * SPEED_M_S * self._speed
        self._stepped = t
        while left > 0 and self._route:
            gap = metres(*self.at, *self._route[0])
            if gap <= left:
                self.at = self._route.pop(0)
                left -= gap
            else:
                part = left / gap
                to = self._route[0]
                self.at = (self.at[0] + (to[0] - self.at[0]) * part, self.at[1] + (to[1] - self.at[1]) * part)
                left = 0
            self._moved = True

    def _tell(self, t: float) -> None:
        if t - self._told < (POSITION_EVERY_S if self._moved else STOPPED_EVERY_S):
            return
        self._told, self._moved = t, False
        where = {"lat": round(self.at[1], 6), "lon": round(self.at[0], 6), "accuracy": 8, "at": rfc3339(now())}
        self._try(f"/api/v1/crews/{self.card['id']}/position", where)

    def _ask(self, t: float) -> None:
        mine = self._api.get("/api/v1/assignments")["items"]
        live = [one for one in mine if one["state"] in LIVE]
        if live:
            incident = self._api.get(f"/api/v1/incidents/{live[0]['incident_id']}")
            self.job = Job(live[0], incident, t + self._pause(4, 14))
        elif not self._route and self._chance.random() < 0.08:  # noqa: PLR2004 - a patrol now and then
            self._route = self._pack.streets.route(self.at, self._somewhere())

    def _pause(self, least: float, most: float) -> float:
        return self._chance.uniform(least, most) / self._speed

    def _work(self, job: Job, t: float) -> str | None:
        state = job.assignment["state"]
        if state == "offered":
            if self._chance.random() < 0.04:  # noqa: PLR2004 - one in twenty-five says no
                self._move(job, "decline", {"reason": "Xe đang hỏng, nhờ điều tổ khác"})
                self.job = None
                return None
            self._move(job, "accept")
            job.next_at = t + self._pause(3, 9)
        elif state == "accepted":
            job.route = self._pack.streets.route(self.at, (job.incident["lon"], job.incident["lat"]))
            self._route = list(job.route)
            self._move(job, "en-route")
        elif state == "en_route":
            self._arrive(job, t)
        elif state == "on_scene":
            return self._finish(job)
        else:
            self.job = None
        return None

    def _arrive(self, job: Job, t: float) -> None:
        if not self._route and not job.route:  # the demo was restarted on the way
            job.route = self._route = self._pack.streets.route(self.at, (job.incident["lon"], job.incident["lat"]))
        if self._route and metres(*self.at, job.incident["lon"], job.incident["lat"]) > ARRIVED_M:
            job.next_at = t + 0.5
            return
        self._route.clear()
        self._move(job, "on-scene")
        job.next_at = t + self._pause(70, 260)

    def _finish(self, job: Job) -> str:
        picture = photo(job.incident["category"], self._chance, after=True)
        note = self._chance.choice(people.DONE)
        try:
            shot = self._api.upload(f"/api/v1/assignments/{job.assignment['id']}/photos", {"kind": "after"}, [picture])
            self._move(job, "done", {"note": note, "photos": [shot["id"]]})
        except Refused:
            self._move(job, "done", {"note": note})
        self.job = None
        return str(job.incident["id"])

    def _move(self, job: Job, name: str, more: dict[str, Any] | None = None) -> None:
        """Tells the centre; a refusal (the officer was faster) ends the job, the next question brings the truth."""
        done = self._try(
            f"/api/v1/assignments/{job.assignment['id']}/{name}", {"device_at": rfc3339(now()), **(more or {})}
        )
        if done is None:
            self.job = None
        else:
            job.assignment = done

    def _try(self, path: str, data: dict[str, Any]) -> dict[str, Any] | None:
        try:
            answer: dict[str, Any] = self._api.post(path, data)
        except Refused:
            return None
        return answer
