"""What a use case or a policy may ask of the house it runs in, through its session: configuration, city pack, origin.

A database that nobody equipped (`Services(settings, db, pack)` does) answers with the defaults, and with no pack.
"""

from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ioc.kernel.config import Config
from ioc.kernel.origin import Origin

_DEFAULTS = Config()


def config(session: Session) -> Config:
    held = session.info.get("services")
    return cast(Config, held.settings.config) if held else _DEFAULTS


def pack(session: Session) -> Any:
    """The CityPack of ioc.places, or None; typed there to keep the floors."""
    held = session.info.get("services")
    return held.pack if held else None


def origin(session: Session) -> Origin:
    """The origin of what begins here: a demo centre makes demo facts, so that they join each other and no real ones."""
    held = session.info.get("services")
    return Origin.DEMO if held and held.settings.demo else Origin.REAL


def workers(session: Session, of: str) -> frozenset[str]:
    """The origins of those who may work on something of this origin: a drill is the everyday crews' too."""
    return frozenset({of, str(origin(session))}) if of == Origin.DRILL else frozenset({of})


def zone(session: Session) -> ZoneInfo:
    """The city's time zone: its pack's, else Viet Nam's."""
    held = pack(session)
    return ZoneInfo(held.manifest.timezone if held is not None else "Asia/Ho_Chi_Minh")
