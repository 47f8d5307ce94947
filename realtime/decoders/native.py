"""The centre's own format: `city/{kind}/{sensor}/…` with `{"ts": …, "level_cm": 131.5, …}`."""

import re

import orjson

from realtime.decoders.base import Decoded, Refused
from realtime.decoders.moments import epoch_ms

MOST = 64  # readings in one message
LEAST_SEGMENTS = 3  # city, kind, sensor
NAMES_KEPT = 1000
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,23}")
_good_names: set[str] = set()


def decode(topic: str, payload: bytes, _arrived_ms: int) -> Decoded:
    """Numbers and booleans are readings; texts, lists and objects are the device's own notes and pass by."""
    parts = topic.split("/", 3)
    if len(parts) < LEAST_SEGMENTS or not parts[2]:
        raise Refused("the topic names no sensor: city/{kind}/{sensor}")
    try:
        data = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise Refused(f"not JSON: {error.msg}") from error
    if type(data) is not dict:
        raise Refused("not a JSON object")
    moment = data.pop("ts", None)
    at_ms = None if moment is None else epoch_ms(moment)
    values = [(name, float(value)) for name, value in data.items() if isinstance(value, (int, float))]
    refused = [f"no name for a quantity: {name[:40]!r}" for name, _ in values if not _named(name)]
    if refused:
        values = [(name, value) for name, value in values if _named(name)]
    elif not values:
        raise Refused("no reading in the message")
    if len(values) + len(refused) > MOST:
        raise Refused(f"more than {MOST} readings in one message")
    return Decoded(parts[2], parts[1], at_ms, values, refused)


def _named(name: str) -> bool:
    if name in _good_names:
        return True
    if not NAME.fullmatch(name):
        return False
    if len(_good_names) < NAMES_KEPT:
        _good_names.add(name)
    return True
