"""Errors that a use case may raise; the web turns each into a problem detail (RFC 9457).

IocError
├── ConfigError          config.yaml or the environment is wrong (names the line)
├── NotFound             404
├── Forbidden            403
├── Invalid              422  a field is wrong
├── Conflict             409
│   └── IllegalMove      409  names the moves that are legal
├── StaleVersion         412  somebody else was faster; carries both
├── WrongMedia           415  the body is of another kind
└── TooMuch              413
    └── TooOften         429  says when to come back
"""

from collections.abc import Iterable


class IocError(Exception):
    """Root of all errors that the product itself raises. `type` is stable and part of the API."""

    type = "error"
    status = 500

    def __init__(self, detail: str, **extra: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra


class ConfigError(IocError):
    type = "config"


class NotFound(IocError):
    type = "not-found"
    status = 404


class Forbidden(IocError):
    type = "forbidden"
    status = 403


class Invalid(IocError):
    type = "invalid"
    status = 422


class Conflict(IocError):
    type = "conflict"
    status = 409


class IllegalMove(Conflict):
    type = "illegal-move"

    def __init__(self, what: str, state: str, move: str, legal: Iterable[str]) -> None:
        names = sorted(legal)
        from flask_babel import gettext as _  # the camera gateway, which reads only settings, needs no Flask

        said = _("%(what)s: lúc này không làm được bước này.", what=what)
        super().__init__(said, state=state, move=move, legal=names)


class StaleVersion(IocError):
    type = "stale-version"
    status = 412


class WrongMedia(IocError):
    type = "unsupported-media-type"
    status = 415


class TooMuch(IocError):
    type = "too-much"
    status = 413


class TooOften(TooMuch):
    type = "too-many"
    status = 429
