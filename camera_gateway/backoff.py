"""How long to wait before the next try. Pure."""

FIRST_S, LAST_S = 1.0, 60.0
PASSWORD_S, REFUSED_S = 600.0, 60.0


def delay(attempt: int, chance: float, code: str = "") -> float:
    """Seconds before try number `attempt` (from 1): 1, 2, 4 … 60, each ± 25 % by `chance` (0–1).

    A wrong password is tried again only every ten minutes: cameras lock accounts. What this site's
    configuration refuses changes only with the configuration.
    """
    if code == "wrong_password":
        base = PASSWORD_S
    elif code == "refused":
        base = REFUSED_S
    else:
        base = min(LAST_S, FIRST_S * 2.0 ** min(max(attempt, 1) - 1, 10))
    return base * (0.75 + 0.5 * chance)
