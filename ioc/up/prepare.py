"""What `ioc up` brings about before the first process starts: the city pack, the schema, the demo's accounts."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from ioc.kernel.config import Settings
from ioc.kernel.errors import ConfigError

Say = Callable[[str], None]


def pack(settings: Settings, say: Say) -> Path:
    """The city pack's folder; the demo's town is generated once into IOC_HOME/pack/demo."""
    folder = settings.pack_folder
    if settings.config.city.pack != "demo":
        if not (folder / "pack.json").is_file():
            raise ConfigError(f"city.pack: {folder} holds no city pack (pack.json); make one with `ioc city import`")
        return folder
    if not (folder / "pack.json").is_file():
        say("building the demo town (streets, river, houses, map tiles)")
        wanted = settings.config.demo
        made = subprocess.run(
            [sys.executable, "-m", "demo.town", "--out", folder, "--seed", str(wanted.seed), "--name", wanted.town],
            check=False,
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise ConfigError(f"city.pack: the demo town could not be built: {made.stderr.strip()[-400:]}")
    return folder
