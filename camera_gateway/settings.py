"""What the gateway is started with: the `cameras:` section of config.yaml, made ready."""

import os
from dataclasses import dataclass
from pathlib import Path

from camera_gateway.sources.allow import Allowed, parse
from camera_gateway.sources.spec import Bounds
from camera_gateway.vision.rules import Limits
from ioc.kernel.config import Cameras, Settings
from ioc.kernel.errors import ConfigError


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    section: Cameras
    centre: str
    bounds: Bounds
    limits: Limits
    token_file: Path


def from_settings(settings: Settings) -> GatewaySettings:
    section = settings.config.cameras
    home = settings.home
    networks = [_allowed(entry) for entry in section.networks]
    roots = [_under(home.root, root) for root in section.file_roots]
    if settings.demo:  # the demo's cameras answer on loopback, on this one port, and nowhere else
        networks.append(parse(f"127.0.0.1:{settings.demo_camera_port}"))
        roots.append(home.root / "demo" / "cameras")
    ca = _under(home.root, section.camera_ca) if section.camera_ca else None
    return GatewaySettings(
        section=section,
        centre=section.centre.rstrip("/") or f"http://127.0.0.1:{settings.port}",
        bounds=Bounds(tuple(networks), tuple(roots), section.open_s, section.read_s, ca_file=ca),
        limits=Limits(stale_after_s=section.stale_after_s, offline_after_s=section.offline_after_s),
        token_file=home.root / "secrets" / "gateway-token",
    )


def token(file: Path) -> str:
    """The bearer token, "" while there is none yet: it may be made after the gateway has started."""
    given = os.environ.get("IOC_GATEWAY_TOKEN", "")
    if given:
        return given
    try:
        return file.read_text().strip()
    except OSError:
        return ""


def _allowed(entry: str) -> Allowed:
    try:
        return parse(entry)
    except ValueError as error:
        raise ConfigError(f"cameras.networks: {error}") from error


def _under(home: Path, text: str) -> Path:
    path = Path(text).expanduser()
    return path if path.is_absolute() else home / path
