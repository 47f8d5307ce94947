"""Payload formats: one file each, chosen by topic in config.yaml (mqtt.formats).

A decoder is a module with `decode(topic, payload, arrived_ms) -> Decoded`. It raises Refused with a reason that a
person can act on; it never guesses.
"""

from importlib import import_module

from paho.mqtt.client import topic_matches_sub

from ioc.kernel.errors import ConfigError
from realtime.decoders.base import Decode, Decoded, Refused

__all__ = ["Decode", "Decoded", "Decoders", "Refused"]


class Decoders:
    """The decoder of a topic: the first pattern of the configuration that fits."""

    def __init__(self, formats: dict[str, str]) -> None:
        self._table = [(pattern, _load(name)) for pattern, name in formats.items()]

    def of(self, topic: str) -> Decode:
        for pattern, decode in self._table:
            if topic_matches_sub(pattern, topic):
                return decode
        return _nobody


def _nobody(topic: str, _payload: bytes, _arrived_ms: int) -> Decoded:
    raise Refused(f"no format is configured for the topic {topic[:120]}")


def _load(name: str) -> Decode:
    try:
        module = import_module(f"realtime.decoders.{name}")
    except ModuleNotFoundError as error:
        raise ConfigError(f"mqtt.formats: there is no decoder called {name}") from error
    found: Decode = module.decode
    return found
