"""How often one address may ask: a token bucket for each, of which only the latest few thousand are remembered."""

import time
from collections import OrderedDict
from threading import Lock

from flask import request
from flask_babel import gettext as _

from ioc.kernel.errors import TooOften

REMEMBERED = 20_000
WINDOW_S = 600.0


class Limiter:
    """`per_window` calls in ten minutes, refilled steadily. One per process and purpose: a bound, not an account."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self.remembered = remembered
        self._lock = Lock()
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()  # address: (calls left, when)

    def take(self, address: str, per_window: int, at: float | None = None) -> float:
        """Takes one call. Returns 0, or the seconds to wait when there is none left."""
        at = time.monotonic() if at is None else at
        rate = per_window / WINDOW_S
        with self._lock:
            left, last = self._held.pop(address, (float(per_window), at))
            left = min(float(per_window), left + (at - last) * rate)
            allowed = left >= 1 - 1e-9  # a float may miss the whole call it waited for
            self._held[address] = (left - 1 if allowed else left, at)
            if len(self._held) > self.remembered:
                self._held.popitem(last=False)
        return 0.0 if allowed else (1 - left) / rate

    def check(self, per_window: int) -> None:
        """For a view: takes one call for the address that asks. Raises TooOften (429)."""
        wait = self.take(request.remote_addr or "", per_window)
        if wait:
            seconds = max(1, round(wait))
            raise TooOften(_("Bạn gửi nhanh quá. Hãy thử lại sau %(s)s giây.", s=seconds), retry_after_s=seconds)
