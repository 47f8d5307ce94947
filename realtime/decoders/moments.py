"""When a device says something happened: epoch seconds or milliseconds, or RFC 3339 with a zone."""

from datetime import datetime

from realtime.decoders.base import Refused

SECONDS_BELOW = 100_000_000_000  # as seconds the year 5138; as milliseconds March 1973


def epoch_ms(moment: object) -> int:
    """Raises Refused for anything that names no single instant."""
    if type(moment) is int or type(moment) is float:
        return int(moment if abs(moment) >= SECONDS_BELOW else moment * 1000)
    if isinstance(moment, str):
        return _rfc3339(moment)
    raise Refused("ts is neither a number nor a text")


def _rfc3339(text: str) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused("ts is no RFC 3339 time") from error
    if at.tzinfo is None:
        raise Refused("ts has no time zone")
    return round(at.timestamp() * 1000)
