"""`python -m realtime.ingest [--slice NAME]`."""

import argparse
import logging
import signal
import sys

from ioc import wiring
from ioc.kernel import config
from ioc.kernel.config import Settings
from ioc.kernel.db import Database
from ioc.kernel.errors import ConfigError, IocError
from ioc.kernel.http import Services
from ioc.places import pack
from ioc.places.pack import CityPack
from realtime.decoders import Decoders
from realtime.ingest.process import Ingest

LOCK_TIMEOUT_S = 2.0  # short: between two tries the line to the broker is kept alive


def _pack(settings: Settings) -> CityPack | None:
    """Incidents that alarms open are named by their street; a centre without a map runs all the same."""
    folder = settings.pack_folder
    return pack.load(folder) if (folder / "pack.json").is_file() else None


def main() -> int:
    parser = argparse.ArgumentParser(prog="ioc ingest")
    parser.add_argument("--slice", default="all", help="which slice of mqtt.slices this process owns")
    parser.add_argument("--check", action="store_true", help="only say whether its settings are good")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = config.load()
        Decoders(settings.config.mqtt.formats)
        if asked.check:
            return 0
        wiring.install()
        db = Database(settings.database_url, LOCK_TIMEOUT_S)
        Services(settings, db, _pack(settings))
        ingest = Ingest(settings, db, asked.slice)
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: ingest.stop.set())
        ingest.run()
    except IocError as error:
        sys.stderr.write(f"ioc ingest: {error.detail}\n")
        return 2 if isinstance(error, ConfigError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
