"""One broker as a child process, and the moment it lets people in."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from ioc.broker.rumqttd import accepts, free_port, settings_file
from ioc.kernel.config import Home
from ioc.kernel.errors import ConfigError

READY_S = 10.0
LOOK_S = 0.001
LET_IN = b"\n"


class NotUp(ConfigError):
    """No broker came up this time, on a busy machine or at a port that is just being given back: the next try may."""


@dataclass
class Door:
    """Where people come in, who may, and the child that serves it."""

    name: str
    host: str
    port: int
    logins: dict[str, str]
    child: "subprocess.Popen[bytes] | None" = None

    @property
    def alive(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def open(self, home: Home, first: Callable[[int], bool]) -> None:
        """Lets in who waits at the front when `first`, tried with the port behind it, has come true.

        Raises ConfigError when the port is taken, NotUp when no broker comes up.
        """
        if accepts(self.host, self.port):
            raise ConfigError(f"IOC_MQTT_PORT={self.port}: the port is taken; choose another one")
        behind = free_port()
        path = settings_file(home, self.name, behind, self.logins)
        words = [str(path), str(behind), self.host, str(self.port)]
        child = subprocess.Popen([sys.executable, "-m", "ioc.broker.child", *words], stdin=subprocess.PIPE)
        self.child = child
        deadline = time.monotonic() + READY_S
        self._until(lambda: first(behind), deadline)
        _say(child, LET_IN)
        self._until(lambda: accepts(self.host, self.port), deadline)

    def _until(self, fact: Callable[[], bool], deadline: float) -> None:
        while not fact():
            if not self.alive or time.monotonic() > deadline:
                raise NotUp(f"the embedded broker does not come up on {self.host}:{self.port}")
            time.sleep(LOOK_S)

    def close(self) -> None:
        if self.child is None:
            return
        try:
            self.child.wait(5)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.child = None


def _say(child: "subprocess.Popen[bytes]", word: bytes) -> None:
    assert child.stdin is not None
    try:
        child.stdin.write(word)
        child.stdin.flush()
    except BrokenPipeError:
        return  # it has died; who waits for it will see that
