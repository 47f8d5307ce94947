"""How messages are encoded: orjson, so that one encoding serves everybody in a room (`Encoded` is taken as it is)."""

from typing import Any

import orjson

Encoded = orjson.Fragment
OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z


class Json:
    """The JSON module of the Socket.IO server; options of the standard one are ignored."""

    @staticmethod
    def dumps(value: Any, **_options: Any) -> str:
        return orjson.dumps(value, default=str, option=OPTIONS).decode()

    @staticmethod
    def loads(text: str | bytes, **_options: Any) -> Any:
        return orjson.loads(text)


def encoded(value: Any) -> Encoded:
    return Encoded(orjson.dumps(value, default=str, option=OPTIONS))


def held(value: Any) -> bytes:
    """Encoded to be remembered, in no more room than it needs: orjson leaves up to twelve times as much behind it."""
    return bytes(memoryview(orjson.dumps(value, default=str)))


def bundle(bodies: list[bytes]) -> Encoded:
    """A list of what is already encoded."""
    return Encoded(b"[" + b",".join(bodies) + b"]")


def shelves_encoded(snapshot: dict[str, Any]) -> dict[str, Any]:
    """A snapshot whose lists are encoded already: whoever joins next costs one `me` alone."""
    return {name: encoded(value) if isinstance(value, list | dict) else value for name, value in snapshot.items()}
