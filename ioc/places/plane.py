"""A city is small: degrees become metres on a flat sheet around its middle."""

from dataclasses import dataclass
from math import cos, radians

import numpy as np
from numpy.typing import ArrayLike, NDArray

M_PER_DEGREE = 111_195.0  # of latitude, mean earth radius


@dataclass(frozen=True, slots=True)
class Plane:
    lon: float
    lat: float

    @classmethod
    def around(cls, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> "Plane":
        return cls(float((lon.min() + lon.max()) / 2), float((lat.min() + lat.max()) / 2))

    @property
    def x_per_degree(self) -> float:
        return M_PER_DEGREE * cos(radians(self.lat))

    def forward(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
        """Degrees → metres east and north of the middle, shape (…, 2)."""
        x = (np.asarray(lon, float) - self.lon) * self.x_per_degree
        return np.stack([x, (np.asarray(lat, float) - self.lat) * M_PER_DEGREE], axis=-1)

    def back(self, xy: ArrayLike) -> NDArray[np.float64]:
        """Metres → degrees, shape (…, 2), lon before lat."""
        at = np.asarray(xy, float)
        return np.stack([at[..., 0] / self.x_per_degree + self.lon, at[..., 1] / M_PER_DEGREE + self.lat], axis=-1)
