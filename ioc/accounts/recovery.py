"""Recovery codes: for the day a phone is lost. Each is good once; only their fingerprints are kept."""

from datetime import datetime

from sqlalchemy.orm import Session

from ioc.accounts import audit, passwords, service
from ioc.accounts.events import UserRecoveryCodesMade
from ioc.accounts.models import User
from ioc.kernel import events
from ioc.kernel.actor import Actor

MADE = 10


def make(session: Session, actor: Actor, now: datetime, user_id: int) -> list[str]:
    """Ten codes for the day the phone is lost, each good once, shown this once; older ones are void."""
    user = service.get(session, user_id)
    codes = [passwords.generated()[:9] for _n in range(MADE)]
    user.mf_recovery_codes = [passwords.fingerprint(code) for code in codes]
    audit.record(session, actor, now, "user.recovery_codes", f"user:{user.id}")
    events.append(session, UserRecoveryCodesMade(), user.id, actor, now, user.origin)
    return codes


def use(user: User, given: str) -> bool:
    """True when it is one of the person's; it is spent by that."""
    mark = passwords.fingerprint(given)
    left = list(user.mf_recovery_codes or ())
    if mark not in left:
        return False
    left.remove(mark)
    user.mf_recovery_codes = left
    return True
