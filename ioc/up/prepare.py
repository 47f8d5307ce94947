"""What `ioc up` brings about before the first process starts: the city pack, the schema, the demo's accounts."""

import subprocess
import sys
import time
from collections.abc import Callable
from typing import IO

from ioc.kernel.config import Settings
from ioc.kernel.errors import ConfigError
from ioc.up.processes import die_with_parent

Say = Callable[[str], None]


def pack(settings: Settings, say: Say, stopping: Callable[[], bool]) -> None:
    """Sees that there is a city pack; the demo's town is generated once into IOC_HOME/pack/demo."""
    folder = settings.pack_folder
    if (folder / "pack.json").is_file():
        return
    named_pack(settings)
    say("building the demo town (streets, river, houses, map tiles)")
    wanted = settings.config.demo
    log = settings.home.dir("logs") / "town.log"
    with log.open("wb") as out:
        work = _begin(["demo.town", "--out", str(folder), "--seed", str(wanted.seed), "--name", wanted.town], out)
    if _failed(work, stopping):
        raise ConfigError(f"city.pack: the demo town could not be built; what went wrong stands in {log}")


def named_pack(settings: Settings) -> None:
    """Raises ConfigError when config.yaml names a folder that holds no city pack."""
    folder = settings.pack_folder
    if settings.config.city.pack != "demo" and not (folder / "pack.json").is_file():
        raise ConfigError(f"city.pack: {folder} holds no city pack (pack.json); make one with `ioc city import`")


def database() -> subprocess.Popen[bytes]:
    """Starts what brings the database up to date (ioc.up.database); what it cannot do it says on our stderr."""
    return _begin(["ioc.up.database"])


def finished(work: subprocess.Popen[bytes], stopping: Callable[[], bool]) -> None:
    """Waits for `work`; when it failed, `ioc up` ends as it did."""
    if _failed(work, stopping):
        sys.exit(work.returncode)


def _begin(module: list[str], out: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """In a session of its own: a terminal's Ctrl-C reaches `ioc up` alone, and that ends it."""
    return subprocess.Popen(
        [sys.executable, "-m", *module],
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=out,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - one prctl call, safe between fork and exec
        start_new_session=True,
    )


def _failed(work: subprocess.Popen[bytes], stopping: Callable[[], bool]) -> bool:
    """Waits. Whoever is asked to stop leaves nothing half done: a migration is one transaction, and pack.json is
    written last.
    """
    while work.poll() is None:
        if stopping():
            work.terminate()
            work.wait()
            return False
        time.sleep(0.02)
    return work.returncode != 0
