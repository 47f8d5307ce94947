"""`python -m camera_gateway`: the `ioc cameras` process. Settings from config.yaml and IOC_HOME."""

import logging
import signal
import sys

from camera_gateway.settings import from_settings
from camera_gateway.status import Status
from camera_gateway.supervisor import Supervisor
from ioc.kernel.config import Settings, load
from ioc.kernel.errors import ConfigError
from ioc.kernel.mqtt import device_login


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    try:
        settings = load()
        mine = from_settings(settings)
    except ConfigError as error:
        sys.stderr.write(f"ioc cameras: {error}\n")
        return 2
    if "--check" in sys.argv[1:]:
        return 0
    supervisor = Supervisor(mine, _status(settings))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.stopping.set())
    supervisor.run()
    return 0


def _status(settings: Settings) -> Status:
    login = device_login(settings)
    return Status(settings.config.cameras.gateway, login.host, login.port, (login.username, login.password))


if __name__ == "__main__":
    raise SystemExit(main())
