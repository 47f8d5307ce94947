"""The last page of `ioc up`: addresses, and in the demo the accounts with their generated passwords."""

from dataclasses import dataclass

from ioc.kernel.config import Settings


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
    """The demo's accounts; their passwords are generated once and kept under IOC_HOME/secrets."""
    if not settings.demo:
        return []
    return [Account(role, name, settings.home.secret(f"demo-password-{name}", 9)) for role, name in DEMO]


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
