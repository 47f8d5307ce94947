"""Configuration: config.yaml validated section by section, errors named by line. Secrets never stand in it."""

import os
import re
import smtplib
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from ioc.kernel import settings_file
from ioc.kernel.errors import ConfigError
from ioc.kernel.home import Home

__all__ = ["Config", "Deliveries", "Home", "Settings", "ShiftPlan", "load", "read"]
# as SQLAlchemy reads it (a password may hold anything but @); the two databases that the house is tested on
DATABASE_URL = re.compile(
    r"sqlite:///.+|postgresql\+psycopg://([^:/]*(:[^@]*)?@)?(\[[^/?]+\]|[^/:?]+)?(:\d+)?(/[^?]*)?(\?.*)?"
)
ON, OFF = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})
NO_DATABASE_URL = "is none: empty (SQLite under IOC_HOME), sqlite:///PATH or postgresql+psycopg://USER@HOST:PORT/NAME"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


WebAddress = Annotated[str, Field(pattern=r"^(https?://\S+)?$")]


def _topic_filter(text: str) -> str:
    levels = text.split("/")
    if not text or any("+" in level and level != "+" for level in levels) or "#" in "/".join(levels[:-1]):
        raise ValueError("is no topic filter: + stands for a whole level, # for all below and comes last")
    if "#" in levels[-1] and levels[-1] != "#":
        raise ValueError("is no topic filter: # stands alone in the last level")
    return text


TopicFilter = Annotated[str, AfterValidator(_topic_filter)]
Four = Annotated[list[float], Field(min_length=4, max_length=4)]


class City(Section):
    pack: str = "demo"
    language: Literal["vi", "en"] = "vi"


class Server(Section):
    host: str = "127.0.0.1"
    async_mode: Literal["eventlet", "gevent", "threading"] = "eventlet"
    public_url: WebAddress = ""
    behind_proxy: bool = False


class Database(Section):
    url: str = ""
    lock_timeout_s: float = Field(30, gt=0, le=300)

    @field_validator("url")
    @classmethod
    def _known(cls, url: str) -> str:
        if url and not DATABASE_URL.fullmatch(url):
            raise ValueError(NO_DATABASE_URL)
        return url


class Mqtt(Section):
    embedded: bool = True
    host: str = "127.0.0.1"
    username: str = Field("ingest", min_length=1)
    device_username: str = Field("device", min_length=1)
    slices: dict[str, Annotated[list[TopicFilter], Field(min_length=1)]] = Field(
        {"all": ["city/#", "gw/#"]}, min_length=1
    )
    formats: dict[TopicFilter, str] = {"city/#": "native", "gw/#": "gateway"}


class Ingest(Section):
    batch: int = Field(100, ge=1, le=1000)
    future_limit_s: int = Field(300, ge=0)
    retention_days: int = Field(90, ge=1)


class Incidents(Section):
    join_radius_m: float = Field(150, ge=0)
    join_within_min: float = Field(120, ge=0)
    code_prefix: str = Field("SC", pattern=r"^[A-Z]{1,4}$")


class Reports(Section):
    code_prefix: str = Field("PA", pattern=r"^[A-Z]{1,4}$")
    answer_within_h: float = Field(48, gt=0)
    escalate_before_h: float = Field(6, ge=0)
    reopen_within_days: float = Field(14, ge=0)
    keep_contacts_days: float = Field(365, ge=0)
    max_photos: int = Field(4, ge=0, le=20)
    max_photo_mb: float = Field(15, gt=0, le=100)
    per_address: int = Field(60, ge=1)


class Dispatch(Section):
    position_stale_s: int = Field(60, ge=1)
    position_unusable_min: int = Field(30, ge=1)
    shortlist: int = Field(12, ge=1)
    done_needs: list[Literal["photo", "note"]] = ["photo", "note"]
    dispatch_within_min: Four = [2, 5, 30, 240]
    resolve_within_h: Four = [4, 8, 24, 72]


class ShiftPlan(Section):
    code: str
    name: str
    name_en: str
    start: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    end: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")


class Accounts(Section):
    two_factor: Literal["required", "off"] = "required"
    lockout_after: int = Field(5, ge=1)
    lockout_min: float = Field(15, ge=0)
    session_hours: float = Field(12, gt=0)
    wall_session_days: float = Field(30, gt=0, le=366)
    per_address: int = Field(60, ge=1)  # tries to sign in from one network address in ten minutes


class Cameras(Section):
    gateway: str = Field("main", pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    centre: str = ""
    centre_ca: str = ""
    every_s: float = Field(5, ge=0.2)
    per_worker: int = Field(8, ge=1)
    networks: list[str] = []
    file_roots: list[str] = []
    camera_ca: str = ""
    open_s: float = Field(8, gt=0, le=60)
    read_s: float = Field(10, gt=0, le=60)
    stale_after_s: float = Field(15, gt=0)
    offline_after_s: float = Field(60, gt=0)
    snapshot_width: int = Field(1280, ge=160, le=3840)
    snapshot_quality: int = Field(80, ge=30, le=95)
    memory_limit_mb: int = Field(400, ge=100)
    keep_every_s: float = Field(60, ge=1)
    keep_hours: float = Field(24, ge=0)


class Demo(Section):
    town: str = Field("Sông Vân", min_length=1, max_length=60)
    seed: int = Field(7, ge=0)
    sensors: int = Field(2000, ge=0, le=200_000)
    cameras: int = Field(8, ge=0, le=200)
    camera_port: int = Field(0, ge=0, le=65535)
    speed: float = Field(1.0, gt=0)


class Deliveries(Section):
    """`channels`: which adapter takes which channel. Reporters hear only by what is switched on for them."""

    channels: dict[str, Literal["console", "null", "mail", "webhook"]] = {}
    smtp_host: str = ""
    smtp_port: int = Field(25, ge=1, le=65535)
    starttls: bool = True
    sender: str = ""
    supervisors: list[str] = []
    webhook: WebAddress = ""
    unacknowledged_after_s: int = Field(60, ge=5)
    give_up_after_h: float = Field(48, ge=0.1, le=24 * 30)
    smtp_user: str = ""
    smtp_ca: str = ""
    mail_reporters: bool = False
    sms_webhook: WebAddress = ""

    @model_validator(mode="after")
    def complete(self) -> Self:
        """A channel that could never deliver is a mistake of the file, not of the night it is needed."""
        used = set(self.channels.values())
        if ("mail" in used or self.mail_reporters) and not (self.smtp_host and self.sender):
            raise ValueError("mail needs smtp_host and sender")
        encrypted = self.starttls or self.smtp_port == smtplib.SMTP_SSL_PORT
        if self.smtp_user and not (encrypted or _is_here(self.smtp_host)):
            raise ValueError("smtp_user needs starttls or port 465: the password would be readable on the way")
        if "mail" in used and not self.supervisors:
            raise ValueError("mail needs supervisors: nobody to mail to")
        if "webhook" in used and not self.webhook:
            raise ValueError("the webhook needs its address")
        return self


def _is_here(host: str) -> bool:
    """Whether this name or address is this machine's own, whatever its network."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Config(Section):
    """The whole of config.yaml. Every section and field has a default; an unknown name is an error."""

    city: City = City()
    server: Server = Server()
    database: Database = Database()
    mqtt: Mqtt = Mqtt()
    ingest: Ingest = Ingest()
    incidents: Incidents = Incidents()
    reports: Reports = Reports()
    dispatch: Dispatch = Dispatch()
    shifts: list[ShiftPlan] = []
    accounts: Accounts = Accounts()
    cameras: Cameras = Cameras()
    deliveries: Deliveries = Deliveries()
    demo: Demo = Demo()


class Settings:
    """Config plus environment: what a process is started with."""

    path = Path("config.yaml")  # the file it was read from

    def __init__(self, config: Config, home: Home, environ: dict[str, str] | None = None) -> None:
        env = dict(os.environ if environ is None else environ)
        self.config = config
        self.home = home
        self.port = _port(env, "IOC_PORT", 8600)
        self.mqtt_port = _port(env, "IOC_MQTT_PORT", 1883)
        self._database = env.get("IOC_DATABASE_URL") or config.database.url
        if self._database and not DATABASE_URL.fullmatch(self._database):
            raise ConfigError(f"IOC_DATABASE_URL {NO_DATABASE_URL}")  # not what it says: that may hold a password
        self.demo = _switch(env, "IOC_DEMO")

    @cached_property
    def database_url(self) -> str:
        return self._database or f"sqlite:///{self.home.dir('db') / 'ioc.sqlite3'}"

    @cached_property
    def public_url(self) -> str:
        return self.config.server.public_url.rstrip("/") or f"http://{self.config.server.host}:{self.port}"

    @cached_property
    def pack_folder(self) -> Path:
        """Where the city pack lies: the generated town under IOC_HOME, or the folder that config.yaml names."""
        return self.home.root / "pack" / "demo" if self.config.city.pack == "demo" else Path(self.config.city.pack)

    @cached_property
    def demo_camera_port(self) -> int:
        """Where the demo's cameras answer on loopback: demo.camera_port, else a little above IOC_PORT."""
        return self.config.demo.camera_port or self.port + 11

    @cached_property
    def two_factor(self) -> bool:
        """Staff must hold a second factor; the demo is the one exception, and says so on its pages."""
        return self.config.accounts.two_factor == "required" and not self.demo


def _port(env: dict[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdigit() or not 0 < int(text) < 65536:  # noqa: PLR2004 - the range of ports
        raise ConfigError(f"{name}={text!r} is no port: give a number from 1 to 65535")
    return int(text)


def _switch(env: dict[str, str], name: str) -> bool:
    text = env.get(name, "1").strip().lower()
    if text not in ON | OFF:
        raise ConfigError(f"{name}={text!r} is neither 1 nor 0")
    return text in ON


def load(environ: dict[str, str] | None = None) -> Settings:
    """Settings of this process from IOC_CONFIG, IOC_HOME and their kin. Raises ConfigError in one sentence."""
    env = dict(os.environ if environ is None else environ)
    home = Home(Path(env.get("IOC_HOME") or "var"))
    path = Path(env.get("IOC_CONFIG") or "config.yaml")
    settings = Settings(read(path), home, env)
    settings.path = path
    return settings


def read(path: Path) -> Config:
    """One config file. Raises ConfigError that names the file, the line and the setting."""
    data, tree = settings_file.values(path)
    if isinstance(data, dict):  # a section whose settings are all commented out has its defaults
        data = {name: value for name, value in data.items() if value is not None or name not in Config.model_fields}
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        raise settings_file.told(path, tree, error, Config) from error
