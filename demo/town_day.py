"""The town's day: keeps every model moving and lets each device say what it measures when its turn comes."""

from datetime import datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from demo.doors import Devices
from demo.life.light import Light
from demo.life.traffic import Traffic
from demo.life.water import OUTLET, Water
from demo.life.weather import Weather
from demo.siting import Sites

EVERY_S = {"lighting": 240.0, "drainage": 20.0, "traffic": 30.0}
CLOGGED_SHARE = 0.025
CLOGS_PER_HOUR = 3.0
STREET_CM = 150.0  # above this a drain stands on the road


class TownDay:
    def __init__(self, sites: Sites, bodies: list[dict[str, Any]], zone: str, seed: int, speed: float) -> None:
        self._zone = ZoneInfo(zone)
        self._speed = speed
        self._chance = Random(f"day {seed}")
        self.bodies: dict[str, list[dict[str, Any]]] = {
            kind: [b for b in bodies if b["kind"] == kind] for kind in EVERY_S
        }
        index = {body["key"]: n for n, body in enumerate(self.bodies["drainage"])}
        below = {drain.id: drain.downstream for drain in sites.drains}
        self.water = Water([index.get(below.get(key) or "", OUTLET) for key in index], seed)
        self.weather = Weather(seed)
        self.light = Light(len(self.bodies["lighting"]), seed)
        self.traffic = Traffic(len(self.bodies["traffic"]), seed)
        self.t = 0.0
        self._where = {body["key"]: (kind, n) for kind, some in self.bodies.items() for n, body in enumerate(some)}
        self._due = {kind: [self._chance.uniform(0, EVERY_S[kind]) for _ in some] for kind, some in self.bodies.items()}
        for n in range(len(index)):
            if self._chance.random() < CLOGGED_SHARE:
                self.water.clog(n, self._chance.uniform(0.01, 0.08))

    @property
    def rain(self) -> float:
        return self.weather.rain(self.t)

    def flooded(self) -> list[tuple[float, float]]:
        """Where water stands on the road."""
        return [(lon, lat) for lon, lat, level in self.levels() if level > STREET_CM]

    def levels(self) -> list[tuple[float, float, float]]:
        """Place (lon, lat) and level (cm) of every drain."""
        some = zip(self.bodies["drainage"], self.water.level_cm, strict=True)
        return [(body["lon"], body["lat"], float(level)) for body, level in some]

    def step(self, seconds: float, devices: Devices) -> None:
        """Moves the town on by real `seconds` and publishes what is due."""
        passed = seconds * self._speed
        self.t += passed
        self.water.step(passed, self.rain)
        self.light.step(passed)
        self.traffic.step(passed)
        if len(self.water.opening) and self._chance.random() < CLOGS_PER_HOUR * passed / 3600:
            self.water.clog(self._chance.randrange(len(self.water.opening)), 0.05)
        local = datetime.now(self._zone)
        hour = local.hour + local.minute / 60
        for kind, every in EVERY_S.items():
            due = self._due[kind]
            for n, body in enumerate(self.bodies[kind]):
                due[n] -= seconds
                if due[n] <= 0:
                    due[n] += every
                    devices.say(kind, body["key"], self._reading(kind, n, hour))

    def _reading(self, kind: str, n: int, hour: float) -> dict[str, Any]:
        if kind == "lighting":
            return self.light.reading(n, hour)
        if kind == "traffic":
            near = n % max(1, len(self.water.level_cm))
            wet = float(self.water.level_cm[near]) - STREET_CM if len(self.water.level_cm) else 0.0
            return self.traffic.reading(n, hour, self.rain, max(0.0, wet))
        return {
            "level_cm": round(float(self.water.level_cm[n]), 1),
            "flow_ls": round(float(self.water.flow_ls[n]), 1),
            "rain_mm_h": round(self.rain, 1),
            "battery_pct": 78 + n % 21,
        }

    def repaired(self, keys: list[str]) -> None:
        """A crew finished there: what these sensors watch works again."""
        for key in keys:
            kind, n = self._where.get(key, ("", 0))
            if kind == "drainage":
                self.water.clear(n)
            elif kind == "lighting":
                self.light.repair(n)
            elif kind == "traffic":
                self.traffic.repair(n)
