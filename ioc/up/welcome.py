"""The last page of `ioc up`: addresses, and in the demo the accounts with their generated passwords."""

from dataclasses import dataclass

from ioc.accounts import passwords, service, tokens
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.config import Settings
from ioc.kernel.db import Database
from ioc.migrate import migrate


@dataclass(frozen=True)
class Account:
    role: str
    username: str
    password: str


ADMIN = "quantri"
# role and user name; the demo makes all but the first (demo/roster.py)
DEMO = (
    ("admin", ADMIN),
    ("supervisor", "lanhdao"),
    ("officer", "trucban"),
    ("agency", "thoatnuoc"),
    ("crew", "hientruong"),
    ("viewer", "tuong"),
)
PAGES = (
    ("/console", "bàn trực · officer's console"),
    ("/wall", "màn hình tường · wall display"),
    ("/crew", "tổ hiện trường · field crew"),
    ("/lead", "lãnh đạo · leaders"),
    ("/admin", "quản trị · administration"),
    ("/", "người dân · citizens"),
)


def accounts(settings: Settings) -> list[Account]:
    """Migrates, and makes what the processes need to know each other; in the demo also its first account.

    Passwords and tokens are generated once and kept under IOC_HOME/secrets. The demo makes its other accounts
    itself, through the API.
    """
    db = Database(settings.database_url, settings.config.database.lock_timeout_s)
    migrate(db)
    _token(settings, db, "gateway-token", "gateway", "camera")
    if settings.demo:
        _token(settings, db, "demo-admin-token", "admin", "mô phỏng")
        _administrator(settings, db)
    db.dispose()
    if not settings.demo:
        return []
    return [Account(role, name, settings.home.secret(f"demo-password-{name}", 9)) for role, name in DEMO]


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


def text(settings: Settings, made: list[Account]) -> str:
    """What the terminal shows when the centre is up."""
    lines = ["", "  Toàn Cảnh is up. Ctrl-C stops it.", ""]
    lines += [f"  {settings.public_url}{path:<10} {about}" for path, about in PAGES]
    lines += ["", f"  MQTT for devices: {settings.config.mqtt.host}:{settings.mqtt_port} (ioc mqtt credentials)"]
    if made:
        lines += ["", "  Demo accounts (passwords generated for this IOC_HOME):", ""]
        lines += [f"  {a.role:<12} {a.username:<12} {a.password}" for a in made]
    else:
        lines += ["", "  No demo. Make the first account: ioc user create --role admin"]
    return "\n".join([*lines, ""])
