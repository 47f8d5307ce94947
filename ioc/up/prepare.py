"""What `ioc up` brings about before the first process starts: the city pack, the schema, the demo's accounts."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ioc.kernel.config import Settings
from ioc.kernel.errors import ConfigError
from ioc.up.processes import die_with_parent

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


def database() -> subprocess.Popen[bytes]:
    """Starts what brings the database up to date (ioc.up.database); what it cannot do it says on our stderr."""
    return subprocess.Popen(
        [sys.executable, "-m", "ioc.up.database"],
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - one prctl call, safe between fork and exec
        start_new_session=True,
    )


def finished(work: subprocess.Popen[bytes], stopping: Callable[[], bool]) -> None:
    """Waits for `work`; when it failed, `ioc up` ends as it did. Asked to stop, it is stopped: nothing half done stays,
    since a migration is one transaction.
    """
    while work.poll() is None:
        if stopping():
            work.terminate()
            work.wait()
            return
        time.sleep(0.02)
    if work.returncode:
        sys.exit(work.returncode)
