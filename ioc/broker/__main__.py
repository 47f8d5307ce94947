"""Runs until TERM or INT; a broker that dies is started again."""

import logging
import signal
import sys
import threading

from ioc.broker.brokers import Brokers
from ioc.broker.door import NotUp
from ioc.kernel import config
from ioc.kernel.errors import ConfigError

MEND_S = 0.5


def main() -> int:
    """The status: 2 when the settings are wrong, 1 when another try may do."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s broker: %(message)s")
    try:
        brokers = Brokers(config.load())
        _serve(brokers)
    except ConfigError as error:
        sys.stderr.write(f"ioc broker: {error.detail}\n")
        return 1 if isinstance(error, NotUp) else 2
    return 0


def _serve(brokers: Brokers) -> None:
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    try:
        brokers.start()
        while not stop.wait(MEND_S):
            mend(brokers)
    finally:
        brokers.stop()


def mend(brokers: Brokers) -> None:
    """Its settings were good once: whatever it is now, the centre goes on, and we begin anew."""
    try:
        brokers.mend()
    except ConfigError as error:
        raise NotUp(error.detail) from error


if __name__ == "__main__":
    raise SystemExit(main())
