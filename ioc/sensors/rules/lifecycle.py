"""The life of an alarm (ANSI/ISA-18.2): one table of moves.

`raise`, `return` come from the watch; `ack`, `shelve`, `unshelve`, `remove`, `restore` from people; `suppress`,
`unsuppress` from the design. Three states hide an alarm; what they go back to depends on whether it is still broken.
"""

from datetime import datetime, timedelta

UNACK_ACTIVE, ACK_ACTIVE, RTN_UNACK, NORMAL = "unack_active", "ack_active", "rtn_unack", "normal"
SHELVED, SUPPRESSED, OUT_OF_SERVICE = "shelved", "suppressed", "out_of_service"
STATES = (UNACK_ACTIVE, ACK_ACTIVE, RTN_UNACK, NORMAL, SHELVED, SUPPRESSED, OUT_OF_SERVICE)
SHELF_LIMIT = timedelta(hours=8)
SAME_ALARM = timedelta(minutes=10)

MOVES: dict[str, dict[str, str]] = {
    NORMAL: {"raise": UNACK_ACTIVE},
    UNACK_ACTIVE: {
        "return": RTN_UNACK,
        "ack": ACK_ACTIVE,
        "shelve": SHELVED,
        "suppress": SUPPRESSED,
        "remove": OUT_OF_SERVICE,
    },
    ACK_ACTIVE: {"return": NORMAL, "shelve": SHELVED, "suppress": SUPPRESSED, "remove": OUT_OF_SERVICE},
    RTN_UNACK: {
        "raise": UNACK_ACTIVE,
        "ack": NORMAL,
        "shelve": SHELVED,
        "suppress": SUPPRESSED,
        "remove": OUT_OF_SERVICE,
    },
    SHELVED: {"raise": SHELVED, "return": SHELVED, "unshelve": "*", "remove": OUT_OF_SERVICE},
    SUPPRESSED: {"raise": SUPPRESSED, "return": SUPPRESSED, "unsuppress": "*", "remove": OUT_OF_SERVICE},
    OUT_OF_SERVICE: {"raise": OUT_OF_SERVICE, "return": OUT_OF_SERVICE, "restore": "*"},
}


def after(state: str, move: str, *, broken: bool) -> str | None:
    """The state after a move, None where it is illegal. `broken`: the condition holds now."""
    found = MOVES[state].get(move)
    if found == "*":
        return UNACK_ACTIVE if broken else NORMAL
    return found


def legal(state: str) -> tuple[str, ...]:
    return tuple(MOVES[state])


def same_alarm(state: str, returned: datetime | None, now: datetime) -> bool:
    """Whether a rule that breaks again revives this alarm instead of making a new one."""
    if state != NORMAL:
        return True
    return returned is not None and now - returned < SAME_ALARM


def revived(state: str, acked: datetime | None, now: datetime) -> str:
    """The state of an alarm that broke again: an acknowledgement of the last ten minutes still holds."""
    if state == NORMAL and acked is not None and now - acked < SAME_ALARM:
        return ACK_ACTIVE
    return after(state, "raise", broken=True) or state


def shelf_until(now: datetime, minutes: float) -> datetime:
    """Raises ValueError beyond eight hours, or for no time at all."""
    if not 0 < minutes <= SHELF_LIMIT.total_seconds() / 60:
        raise ValueError("an alarm is shelved for at most eight hours")
    return now + timedelta(minutes=minutes)
