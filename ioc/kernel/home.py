"""Places under IOC_HOME. Secrets never stand in config.yaml: `Home.secret(name)` makes one on first use."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from ioc.kernel.errors import ConfigError


class Home:
    """Where the centre's state lives: everything below IOC_HOME."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()

    def dir(self, name: str) -> Path:
        """A folder of the centre's own. A new one is nobody else's to read: it may hold what names people."""
        path = self.root / name
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"IOC_HOME: {path} cannot be made ({error.strerror})") from error
        return path

    def secret(self, name: str, make: int = 32) -> str:
        """The secret of this name: from the environment (IOC_SECRET_NAME), else a file, made on first use."""
        given = os.environ.get("IOC_SECRET_" + name.upper().replace("-", "_"))
        if given:
            return given
        path = self.dir("secrets") / name
        self.dir("secrets").chmod(0o700)
        if not path.is_file():
            draft = path.with_name(f".{name}-{secrets.token_hex(8)}")
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(make))
            with suppress(FileExistsError):
                os.link(draft, path)  # whole, and only the first: processes that start together must agree
            draft.unlink()
        return path.read_text().strip()

    def given_secret(self, name: str) -> str:
        """A secret that somebody else made (a mail server's password): empty when nobody gave it."""
        given = os.environ.get("IOC_SECRET_" + name.upper().replace("-", "_"))
        path = self.root / "secrets" / name
        return given or (path.read_text().strip() if path.is_file() else "")
