"""What can go wrong with a source.

SourceError
├── Refused         we will not open this address: a matter of configuration, slow retries
├── WrongPassword   401 or 403: fast retries would lock the account
├── Unreachable     no route, no name, connection refused or reset
│   └── Stalled     connected, but too slow to be of use
├── Unreadable      bytes came that are no picture, or one we refuse to decode
└── Ended           the stream is over; connect again
"""


class SourceError(Exception):
    """Base of all; `code` goes to the centre as the health's detail, the text to the log."""

    code = "error"


class Refused(SourceError):
    code = "refused"


class WrongPassword(SourceError):
    code = "wrong_password"


class Unreachable(SourceError):
    code = "unreachable"


class Stalled(Unreachable):
    code = "stalled"


class Unreadable(SourceError):
    code = "unreadable"


class Ended(SourceError):
    code = "ended"
