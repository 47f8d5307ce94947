"""The city pack: a folder that holds one city's map, wards, streets and places.

pack.json  basemap.pmtiles  wards.geojson  streets.npz  places.sqlite   (docs: ioc city import, python -m demo.town)
"""

import json
from functools import cached_property
from pathlib import Path
from typing import Literal

from flask_babel import gettext as _
from pydantic import BaseModel, ConfigDict, ValidationError

from ioc.places.address import Address, AddressBook
from ioc.places.directory import Directory, Place
from ioc.places.errors import PackError
from ioc.places.streets import StreetGraph
from ioc.places.wards import Ward, Wards

FILES = ("basemap.pmtiles", "wards.geojson", "streets.npz", "places.sqlite")
MANIFEST = "pack.json"


class Name(BaseModel):
    vi: str
    en: str


class Manifest(BaseModel):
    """pack.json. Degrees are WGS 84; bbox is west, south, east, north."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1]
    id: str
    name: Name
    timezone: str = "Asia/Ho_Chi_Minh"
    bbox: tuple[float, float, float, float]
    center: tuple[float, float]
    zoom: float = 13
    attribution: str = ""
    generated: bool = False
    source: str = ""

    @property
    def credit(self) -> str:
        """Whose map it is; in the reader's language where it is nobody's."""
        return str(_("Thành phố hư cấu, sinh bằng chương trình")) if self.generated else self.attribution


class CityPack:
    """One city. Every part is read when it is first asked for, and stays."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest

    @cached_property
    def _wards(self) -> Wards:
        return Wards(self.path / "wards.geojson")

    @cached_property
    def streets(self) -> StreetGraph:
        return StreetGraph(self.path / "streets.npz")

    @cached_property
    def directory(self) -> Directory:
        return Directory(self.path / "places.sqlite")

    @cached_property
    def _addresses(self) -> AddressBook:
        return AddressBook(self.streets, self.directory)

    def warm(self) -> None:
        """Reads now what the first question would wait for (a quarter of a second in a city of 80,000 nodes)."""
        lon, lat = self.manifest.center
        self.reverse(lon, lat)
        self.streets.travel([(lon, lat)], (lon, lat))

    @property
    def wards(self) -> list[Ward]:
        return self._wards.all

    def ward_at(self, lon: float, lat: float) -> Ward | None:
        return self._wards.at(lon, lat)

    def search(self, q: str, limit: int = 10) -> list[Place]:
        return self.directory.search(q, limit)

    def reverse(self, lon: float, lat: float) -> Address:
        ward = self.ward_at(lon, lat)
        return self._addresses.find(lon, lat, ward.name if ward else "")


def load(path: Path | str) -> CityPack:
    """The pack in this folder; raises PackError with one sentence that says what is wrong with it."""
    folder = Path(path)
    try:
        manifest = Manifest.model_validate(json.loads((folder / MANIFEST).read_text("utf-8")))
    except FileNotFoundError:
        raise PackError(f"{folder} is not a city pack: it holds no {MANIFEST}.") from None
    except ValidationError as e:
        where = ".".join(str(part) for part in e.errors()[0]["loc"])
        raise PackError(f"{folder / MANIFEST}: {where}: {e.errors()[0]['msg']}.") from None
    except (OSError, ValueError) as e:
        raise PackError(f"{folder / MANIFEST} cannot be read: {e}.") from None
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise PackError(f"The city pack {folder} is incomplete: {', '.join(missing)} missing.")
    return CityPack(folder, manifest)
