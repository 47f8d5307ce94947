"""The simulated citizens: they report what they see, through the same door as everybody, with a photo from a phone."""

from random import Random
from typing import Any

from demo import people
from demo.doors import Api, Refused
from demo.photos import photo
from ioc.places.pack import CityPack

Point = tuple[float, float]
PER_HOUR = 26.0
EVERYDAY = ("road", "waste", "lamp", "tree", "drain", "order", "water", "build", "signal")
WEIGHTS = (8, 7, 5, 3, 3, 3, 2, 1, 1)


class Citizens:
    def __init__(self, api: Api, pack: CityPack, seed: int) -> None:
        self._api = api
        self._pack = pack
        self._chance = Random(f"citizens {seed}")

    def step(self, seconds: float, flooded: list[Point]) -> None:
        """`flooded`: where water stands on the road; people there report soon."""
        if flooded and self._happens(PER_HOUR * 0.8, seconds):
            lon, lat = self._chance.choice(flooded)
            self._report("flood", (lon + self._chance.gauss(0, 2e-4), lat + self._chance.gauss(0, 2e-4)))
        if self._happens(PER_HOUR, seconds):
            category = self._chance.choices(EVERYDAY, WEIGHTS)[0]
            graph = self._pack.streets
            nodes = graph.main.nonzero()[0]
            node = int(nodes[self._chance.randrange(len(nodes))])
            self._report(category, (float(graph.lon[node]), float(graph.lat[node])))

    def _happens(self, per_hour: float, seconds: float) -> bool:
        return self._chance.random() < per_hour * seconds / 3600

    def _report(self, category: str, at: Point) -> None:
        fields: dict[str, Any] = {
            "category": category,
            "lat": f"{at[1]:.6f}",
            "lon": f"{at[0]:.6f}",
            "place_source": "gps",
            "text": self._chance.choice(people.WORDS[category]),
        }
        if self._chance.random() < 0.4:  # noqa: PLR2004 - two in five leave a number
            fields |= {"name": people.name(self._chance), "phone": people.phone(self._chance)}
        photos = [photo(category, self._chance, at=at)] if self._chance.random() < 0.75 else []  # noqa: PLR2004
        try:
            self._api.upload("/report", fields, photos, "photos")
        except Refused as refusal:
            print(f"a report was refused: {refusal}", flush=True)  # noqa: T201 - this process's log
