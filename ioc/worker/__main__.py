"""`python -m ioc.worker`."""

import logging
import os
import secrets
import signal
import sys
import threading

from ioc import wiring
from ioc.kernel import config, events
from ioc.kernel.bus import Bus
from ioc.kernel.db import Database
from ioc.kernel.errors import IocError
from ioc.kernel.http import Services
from ioc.places import pack
from ioc.worker.runner import Runner
from ioc.worker.tasks import tasks


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = config.load()
        wiring.install()
        found = pack.load(settings.pack_folder) if (settings.pack_folder / "pack.json").is_file() else None
    except IocError as error:
        sys.stderr.write(f"ioc worker: {error.detail}\n")
        return 1
    services = Services(settings, Database(settings.database_url, settings.config.database.lock_timeout_s), found)
    bus = Bus(settings, f"worker-{os.getpid()}-{secrets.token_hex(3)}")  # every container's first process is 1
    bus.start()
    events.on_commit(lambda seq: bus.publish(events.HEAD_TOPIC, str(seq).encode()))
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    Runner(tasks(services), settings.home).run(stop)
    bus.stop()
    services.db.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
