"""A camera above a street: x to the right, y up, z along the street, metres. A vertical shift instead of a pitch
keeps poles upright, as a street camera's installer would want it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
HORIZON = 0.33  # of the picture's height
FOCAL = 0.86  # of its width: about 60° across


@dataclass(frozen=True, slots=True)
class Lens:
    width: int
    height: int
    x: float = 0.0
    above: float = 6.5
    yaw: float = 0.0

    @property
    def focal(self) -> float:
        return FOCAL * self.width

    def rays(self) -> tuple[F32, F32, F32]:
        """Direction of each pixel's ray; y is positive upwards."""
        u, v = np.meshgrid(np.arange(self.width, dtype=np.float32), np.arange(self.height, dtype=np.float32))
        dx = (u + 0.5 - self.width / 2) / self.focal
        dy = -(v + 0.5 - self.height * HORIZON) / self.focal
        cos, sin = np.cos(self.yaw), np.sin(self.yaw)
        return (
            (dx * cos + sin).astype(np.float32),
            dy.astype(np.float32),
            (-dx * sin + cos).astype(np.float32),
        )

    def project(self, x: float, y: float, z: float, *, mirrored: bool = False) -> tuple[float, float, float]:
        """Pixel column, pixel row and pixels per metre; `mirrored` gives the image in the wet ground."""
        cos, sin = np.cos(self.yaw), np.sin(self.yaw)
        rx = x - self.x
        depth = max(0.5, rx * sin + z * cos)
        across = rx * cos - z * sin
        scale = self.focal / depth
        up = -self.above - y if mirrored else y - self.above
        return self.width / 2 + across * scale, self.height * HORIZON - up * scale, scale
