"""What is to be opened, and how far we go for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from camera_gateway.sources.allow import Allowed


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """What the centre says about a camera's source."""

    kind: str
    url: str
    username: str = ""
    password: str = field(default="", repr=False)
    every_s: float = 2.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """What this site allows and how patient it is."""

    networks: Sequence[Allowed] = ()
    file_roots: Sequence[Path] = ()
    open_s: float = 8.0
    read_s: float = 10.0
    key_s: float = 40.0  # the longest wait for a key frame; smart codecs send one in 10–20 s
    max_bytes: int = 8 * 1024 * 1024
    max_pixels: int = 40_000_000
    ca_file: Path | None = None
