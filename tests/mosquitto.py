"""A real Mosquitto with the settings that ship in `deploy/`; only its folder, port and passwords are the test's own."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SHIPPED = Path(__file__).parents[1] / "deploy" / "mosquitto"


@contextmanager
def mosquitto(folder: Path, port: int, passwords: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """It has been started when the block begins; it may not listen yet."""
    folder.mkdir()
    folder.parent.chmod(0o755)
    text = (SHIPPED / "mosquitto.conf").read_text().replace("/mosquitto/config", str(folder))
    text = text.replace("/mosquitto/data", str(folder)).replace("listener 1883", f"listener {port} 127.0.0.1")
    (folder / "mosquitto.conf").write_text(text + "user root\n")
    shutil.copy(SHIPPED / "acl", folder / "acl")
    for number, (user, password) in enumerate(passwords.items()):
        fresh = ["-c"] if number == 0 else []
        subprocess.run(["mosquitto_passwd", *fresh, "-b", folder / "passwords", user, password], check=True)
    command = [shutil.which("mosquitto") or "/usr/sbin/mosquitto", "-c", str(folder / "mosquitto.conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()
