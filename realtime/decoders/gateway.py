"""A camera gateway's status: `gw/{gateway}/status` with `{"state": "online" | "offline", …}`, also as its last will.

The key holds a slash, which no sensor's key may.
"""

import orjson

from realtime.decoders.base import Decoded, Refused

SEGMENTS = 3


def decode(topic: str, payload: bytes, _arrived_ms: int) -> Decoded:
    parts = topic.split("/")
    if len(parts) != SEGMENTS or parts[2] != "status":
        raise Refused("a gateway speaks on gw/{gateway}/status")
    try:
        data = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise Refused(f"not JSON: {error.msg}") from error
    state = data.get("state") if isinstance(data, dict) else None
    if state not in ("online", "offline"):
        raise Refused("a gateway's state is online or offline")
    return Decoded(f"gw/{parts[1]}", "", None, [], [], online=state == "online")
