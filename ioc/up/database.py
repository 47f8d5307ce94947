"""`python -m ioc.up.database`: what the processes find in the database when they start.

A process of its own that ends before they begin: migrating takes the whole house into memory, and `ioc up`, which only
watches, would hold it for ever.
"""

import sys

from ioc.accounts import passwords, service, tokens
from ioc.kernel import config
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.config import Settings
from ioc.kernel.db import Database
from ioc.kernel.errors import IocError
from ioc.migrate import migrate
from ioc.up.welcome import ADMIN


def prepare(settings: Settings) -> None:
    """Migrates, and makes what the processes need to know each other; in the demo also its first account.

    Tokens are generated once and kept under IOC_HOME/secrets. The demo makes its other accounts itself, by the API.
    """
    db = Database(settings.database_url, settings.config.database.lock_timeout_s)
    migrate(db)
    _token(settings, db, "gateway-token", "gateway", "camera")
    if settings.demo:
        _token(settings, db, "demo-admin-token", "admin", "mô phỏng")
        _administrator(settings, db)
    db.dispose()


def _token(settings: Settings, db: Database, secret: str, role: str, name: str) -> None:
    """A bearer token in IOC_HOME/secrets; histories tell what it did by its name.

    Issued once, and anew for a database that does not know it: a restored or another one.
    """
    path = settings.home.dir("secrets") / secret
    with db.read() as session:
        if path.exists() and tokens.known(session, path.read_text().strip()):
            return
    with db.write() as session:
        issued = tokens.issue(session, now(), role, name)
    draft = path.with_name(f"{secret}.draft")  # renamed when it is whole: a crash leaves no half token
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(issued)
    draft.replace(path)


def _administrator(settings: Settings, db: Database) -> None:
    with db.read() as session:
        if service.find(session, ADMIN):
            return
    stored = passwords.hashed(settings.home.secret(f"demo-password-{ADMIN}", 9))
    with db.write() as session:
        new = service.NewUser(f"{ADMIN}@demo.invalid", "Quản trị", "admin", ADMIN, origin="demo")
        service.create(session, SYSTEM, now(), new, stored)


def main() -> int:
    try:
        prepare(config.load())
    except IocError as error:
        sys.stderr.write(f"ioc: {error.detail}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
