"""A pack appears whole or not at all: written beside its place, then renamed."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ioc.places.errors import ImportRefused
from ioc.places.pack import MANIFEST, Manifest


@contextmanager
def new_pack(out: Path) -> Iterator[Path]:
    """Yields a folder to write into. It replaces the pack at `out` when the block ends well, and vanishes otherwise."""
    if out.exists() and not (out / MANIFEST).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise ImportRefused(f"{out} exists and is no city pack; it stays as it is. Name another folder.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as e:
        raise ImportRefused(f"{out} cannot be written: {e.strerror}.") from None
    try:
        draft.chmod(0o755)
        yield draft
        _swap(draft, out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", "utf-8")


def _swap(draft: Path, out: Path) -> None:
    if not out.exists():
        draft.rename(out)
        return
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-old-", dir=out.parent) as old:
        out.rename(Path(old) / out.name)
        draft.rename(out)
