"""`python -m camera_gateway`: the `ioc cameras` process. Settings from config.yaml and IOC_HOME."""

import logging
import os
import signal
import sys

from camera_gateway.settings import from_settings
from camera_gateway.status import Status
from camera_gateway.supervisor import Supervisor
from ioc.kernel.config import Settings, load
from ioc.kernel.errors import ConfigError


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    try:
        settings = load()
        mine = from_settings(settings)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    supervisor = Supervisor(mine, _status(settings))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.stopping.set())
    supervisor.run()
    return 0


def _status(settings: Settings) -> Status:
    gateway = settings.config.cameras.gateway
    user, password = os.environ.get("IOC_GATEWAY_MQTT_USER"), os.environ.get("IOC_GATEWAY_MQTT_PASSWORD", "")
    login = (user, password) if user else None
    return Status(gateway, settings.config.mqtt.host, settings.mqtt_port, login)


if __name__ == "__main__":
    raise SystemExit(main())
