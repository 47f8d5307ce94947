"""What stands where along a street: widths, lamps, trees, fronts. Made from a seed, told apart by style."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

Style = Literal["shops", "river", "avenue", "crossing"]
SHOP_COLOURS = (
    (196, 222, 236),
    (140, 196, 226),
    (168, 206, 176),
    (206, 186, 160),
    (142, 166, 212),
    (198, 206, 206),
)


@dataclass(frozen=True, slots=True)
class Tree:
    x: float
    z: float
    tall: float
    wide: float
    seed: int


@dataclass(frozen=True, slots=True)
class Lamp:
    """The pole stands at x, its head hangs over the road."""

    x: float
    z: float
    head_x: float
    tall: float = 7.6


@dataclass(frozen=True, slots=True)
class Street:
    style: Style
    seed: int
    road: float  # from the middle to the kerb
    walk: float  # width of the pavement
    dip: float  # where along the street water gathers
    left_open: bool  # a river instead of houses
    lamps: tuple[Lamp, ...] = field(default=())
    trees: tuple[Tree, ...] = field(default=())
    white_light: bool = False
    zebra: float = 0.0

    @property
    def front(self) -> float:
        """Where the houses begin."""
        return self.road + self.walk


def lay(style: Style, seed: int) -> Street:
    rng = np.random.default_rng(seed)
    road = {"shops": 4.6, "river": 4.8, "avenue": 7.2, "crossing": 5.6}[style] + float(rng.uniform(-0.3, 0.3))
    walk = {"shops": 3.0, "river": 4.2, "avenue": 5.0, "crossing": 3.6}[style]
    spacing = 24.0 if style != "avenue" else 28.0
    lamps: list[Lamp] = []
    for number in range(6):
        z = 12.0 + number * spacing
        lamps.append(Lamp(road + 0.5, z, road - 1.6))
        lamps.append(Lamp(-road - 0.5, z + spacing / 2, -road + 1.6))
    trees: list[Tree] = []
    every = 9.0 if style in ("avenue", "river") else 15.0
    for side in (-1, 1):
        for z in np.arange(10.0 + rng.uniform(0, 4), 120.0, every):
            if rng.random() < (0.85 if style != "crossing" else 0.45):
                tall = float(rng.uniform(5.2, 8.0))
                trees.append(
                    Tree(
                        side * (road + 1.4 + float(rng.uniform(0, 0.8))),
                        float(z + rng.uniform(-1.5, 1.5)),
                        tall,
                        tall * 0.62,
                        int(rng.integers(1 << 30)),
                    )
                )
    return Street(
        style=style,
        seed=seed,
        road=road,
        walk=walk,
        dip=float(rng.uniform(16, 24)),
        left_open=style == "river",
        lamps=tuple(lamps),
        trees=tuple(trees),
        white_light=bool(rng.random() < 0.35),
        zebra=14.0 if style == "crossing" else 0.0,
    )
