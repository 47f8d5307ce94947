"""The built browser side: which files a page needs, by Vite's manifest."""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from markupsafe import Markup

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"
URL = "/static/dist/"


class Chunk(TypedDict, total=False):
    file: str
    css: list[str]
    assets: list[str]
    imports: list[str]
    dynamicImports: list[str]


class AssetsMissingError(RuntimeError):
    """The browser side has not been built, or lacks this page."""


def entry(name: str) -> Markup:
    """Tags that load static/src/pages/{name}.ts: its styles, its shared chunks ahead of time, its module."""
    manifest = _manifest(_built_at())
    source = f"static/src/pages/{name}.ts"
    if source not in manifest:
        raise AssetsMissingError(f"static/dist holds no page {name!r}: run `npm run build`")
    chunks = list(_closure(manifest, source))
    styles = dict.fromkeys(css for chunk in chunks for css in chunk.get("css", []))
    tags = [Markup('<link rel="stylesheet" href="{}">').format(URL + css) for css in styles]
    tags += [Markup('<link rel="modulepreload" href="{}">').format(URL + c["file"]) for c in chunks[:-1]]
    tags.append(Markup('<script type="module" src="{}"></script>').format(URL + chunks[-1]["file"]))
    return Markup("\n  ").join(tags)


def asset(source: str) -> str:
    """The address of one built file by its source, such as static/src/sprite.svg."""
    manifest = _manifest(_built_at())
    if source not in manifest:
        raise AssetsMissingError(f"static/dist holds no {source}: run `npm run build`")
    return URL + manifest[source]["file"]


def everything(name: str) -> list[str]:
    """The addresses of all files that a page may ever ask for, also later: what a tablet keeps to work offline."""
    manifest = _manifest(_built_at())
    seen: set[str] = set()
    waiting = [f"static/src/pages/{name}.ts", "static/src/sprite.svg", "static/src/icon.svg"]
    files: dict[str, None] = {}
    while waiting:
        source = waiting.pop()
        chunk = manifest.get(source)
        if source in seen or chunk is None:
            continue
        seen.add(source)
        files.update(dict.fromkeys([chunk["file"], *chunk.get("css", []), *chunk.get("assets", [])]))
        waiting += [*chunk.get("imports", []), *chunk.get("dynamicImports", [])]
    return [URL + file for file in sorted(files)]


def _closure(manifest: dict[str, Chunk], source: str, seen: set[str] | None = None) -> Iterator[Chunk]:
    """The chunk after everything it imports, each once."""
    seen = set() if seen is None else seen
    if source in seen:
        return
    seen.add(source)
    for needed in manifest[source].get("imports", []):
        yield from _closure(manifest, needed, seen)
    yield manifest[source]


def _built_at() -> float:
    path = DIST / ".vite" / "manifest.json"
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        raise AssetsMissingError("the browser side is not built: run `npm run build`") from None


@lru_cache(maxsize=2)
def _manifest(_built: float) -> dict[str, Chunk]:
    """Read once per build; a new build is seen without a restart."""
    loaded: dict[str, Chunk] = json.loads((DIST / ".vite" / "manifest.json").read_text("utf-8"))
    return loaded
