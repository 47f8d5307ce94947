"""A gateway's clock that runs a little ahead hides nothing that comes after it."""

from datetime import timedelta

from ioc.kernel.clock import now
from tests.cameras.test_cameras import centre, gateway, jpeg, put, say

__all__ = ["centre", "gateway"]


def test_given_a_clock_two_minutes_ahead_when_it_is_set_right_then_the_next_picture_and_state_count(gateway) -> None:
    ahead = now() + timedelta(minutes=2)
    assert put(gateway, jpeg(), ahead).json == {"kept": True}
    assert say(gateway, "dark", ahead).json["state"] == "dark"
    assert put(gateway, jpeg(shade=200), now()).json == {"kept": True}
    assert say(gateway, "online", now()).json["state"] == "online"
