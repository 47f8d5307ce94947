"""Latest only: one slot per key. A slow reader skips what is old, it never falls behind and never fills memory."""

import threading
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Slots(Generic[Item]):
    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._changed = threading.Condition()

    def put(self, key: str, item: Item) -> None:
        """Replaces what was there; the key keeps its place in the line, so that none is starved."""
        with self._changed:
            self._items[key] = item
            self._changed.notify()

    def put_back(self, key: str, item: Item) -> None:
        """After a failed delivery: only if nothing newer has come, and at the end of the line."""
        with self._changed:
            if key not in self._items:
                self._items[key] = item
                self._changed.notify()

    def take(self, timeout: float) -> tuple[str, Item] | None:
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._items), timeout):
                return None
            key = next(iter(self._items))
            return key, self._items.pop(key)

    def drop(self, key: str) -> None:
        with self._changed:
            self._items.pop(key, None)
