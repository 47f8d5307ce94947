"""Passwords by argon2id, the cost OWASP names for small machines: 19 MiB, two passes, one lane (15 ms)."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ioc.kernel import offload

MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
SHORTEST, LONGEST = 10, 256
_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_nobody: list[str] = []


def hashed(password: str) -> str:
    return offload.run(lambda: _hasher.hash(password))


def matches(password: str, stored: str | None) -> bool:
    """True when the password is the stored one's. Nobody's password costs the same time as somebody's."""
    if stored is None and not _nobody:
        _nobody.append(hashed(secrets.token_urlsafe(16)))
    against = stored if stored is not None else _nobody[0]
    return offload.run(lambda: _verify(against, password[:LONGEST])) and stored is not None


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def generated() -> str:
    """Easy to type on a phone, 80 bits: four groups of four letters and digits, none of them alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def fingerprint(code: str) -> str:
    """What is kept of a recovery code. It is 40 random bits, guarded by the lock: a plain hash does."""
    plain = "".join(char for char in code.lower() if char.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
