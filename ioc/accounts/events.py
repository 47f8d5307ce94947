"""Facts about accounts and tokens. Staff hear that it happened; whose name it is stands in the accounts only."""

from typing import ClassVar

from ioc.kernel.events import NOTHING, Audiences, Fact, fact

TOLD: Audiences = {"staff": NOTHING}


class UserFact(Fact):
    subject: ClassVar[str] = "user"
    audiences: ClassVar[Audiences] = TOLD


class TokenFact(Fact):
    subject: ClassVar[str] = "token"
    audiences: ClassVar[Audiences] = TOLD


@fact
class UserCreated(UserFact):
    kind: ClassVar[str] = "user.created"
    role: str


@fact
class UserChanged(UserFact):
    """Somebody edited the account; `fields` names what."""

    kind: ClassVar[str] = "user.changed"
    fields: list[str]


@fact
class UserPasswordSet(UserFact):
    kind: ClassVar[str] = "user.password_set"


@fact
class UserSecondFactorSet(UserFact):
    """The person set up a second factor: codes of an app."""

    kind: ClassVar[str] = "user.second_factor_set"


@fact
class UserSecondFactorReset(UserFact):
    """Forgotten, for a lost phone; the next sign-in sets up a new one."""

    kind: ClassVar[str] = "user.second_factor_reset"


@fact
class UserRecoveryCodesMade(UserFact):
    kind: ClassVar[str] = "user.recovery_codes_made"


@fact
class UserSignedOut(UserFact):
    """Every session of the person ended, on every device."""

    kind: ClassVar[str] = "user.signed_out"


@fact
class TokenCreated(TokenFact):
    kind: ClassVar[str] = "token.created"
    role: str


@fact
class TokenRevoked(TokenFact):
    kind: ClassVar[str] = "token.revoked"
