"""The life of an assignment: which moves there are, when they happened, what a closing needs."""

from collections.abc import Collection
from datetime import datetime
from types import MappingProxyType

LIVE = ("offered", "accepted", "en_route", "on_scene")
OVER = ("declined", "done", "aborted")
ON_IT = ("accepted", "en_route", "on_scene")  # the crew is busy with it

MOVES: MappingProxyType[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "accept": (("offered",), "accepted"),
        "decline": (("offered", "accepted"), "declined"),
        "en-route": (("accepted",), "en_route"),
        "on-scene": (("en_route",), "on_scene"),
        "done": (("on_scene",), "done"),
        "abort": (LIVE, "aborted"),
    }
)
NEED_REASON = ("decline", "abort")
STAMPS = MappingProxyType(
    {"accept": "accepted_at", "en-route": "en_route_at", "on-scene": "on_scene_at", "done": "done_at"}
)


def legal(state: str) -> list[str]:
    return sorted(move for move, (states, _to) in MOVES.items() if state in states)


def after(state: str, move: str) -> str | None:
    """The state after `move`, or None when the move is not legal."""
    states, to = MOVES[move]
    return to if state in states else None


def repeated(state: str, move: str, stamped: Collection[str]) -> bool:
    """Was this move made already? `stamped`: which times are set. The same tap twice has the same answer."""
    return MOVES[move][1] == state or STAMPS.get(move) in stamped


def clamped(device_at: datetime | None, offered_at: datetime, received_at: datetime) -> datetime:
    """The time that figures use: the device's, but not before the offer and not after we heard of it."""
    if device_at is None:
        return received_at
    return max(offered_at, min(device_at, received_at))


def missing(needs: Collection[str], *, note: bool, photos: int) -> list[str]:
    """What a closing still lacks of what the city asks for (`note`, `photo`)."""
    return [name for name, there in (("photo", photos > 0), ("note", note)) if name in needs and not there]
