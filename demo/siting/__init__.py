"""Where a city's lamps, drains, traffic junctions and cameras stand.

A generated town says so itself (`lamps.json`, `drains.json`, … in its pack). In a real pack they are put
along its streets by rule, so the same pack gives the same places always.
"""

import json
from pathlib import Path
from typing import Any

from demo.siting.cameras import site_cameras
from demo.siting.drains import outlets_of, site_drains
from demo.siting.junctions import site_junctions
from demo.siting.lamps import site_lamps
from demo.siting.network import Network
from demo.siting.shapes import Camera, Drain, Junction, Lamp, Sites
from ioc.places.pack import CityPack

__all__ = ["Camera", "Drain", "Junction", "Lamp", "Sites", "sites", "write_sites"]

RADIUS_M = 3_000.0  # around the centre of the map: a demo city, not a whole province
_KINDS: dict[str, Any] = {"lamps": Lamp, "drains": Drain, "junctions": Junction, "cameras": Camera}


def sites(pack: CityPack) -> Sites:
    """Every list is ordered so that its first N are a sensible choice; a drain's downstream stands before it."""
    if all((pack.path / f"{kind}.json").is_file() for kind in _KINDS):
        return Sites(**{kind: _read(pack.path / f"{kind}.json", make) for kind, make in _KINDS.items()})
    net = Network.of(pack.streets, pack.manifest.center, RADIUS_M)
    junctions = site_junctions(net)
    return Sites(
        lamps=site_lamps(net),
        drains=site_drains(net, outlets_of(net)),
        junctions=junctions,
        cameras=site_cameras(net, junctions),
    )


def write_sites(folder: Path, found: Sites) -> None:
    for kind in _KINDS:
        rows = [row._asdict() for row in getattr(found, kind)]
        (folder / f"{kind}.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")


def _read(path: Path, make: Any) -> list[Any]:
    return [make(**row) for row in json.loads(path.read_text("utf-8"))]
