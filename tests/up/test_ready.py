"""Before the start: a taken port, a full disk, a second start each end in one sentence that names the setting."""

import os
import shutil
import socket
from pathlib import Path

import pytest

from ioc.kernel.config import Config, Home, Server, Settings
from ioc.kernel.errors import ConfigError
from ioc.up import ready
from tests.conftest import free_port


def _settings(home: Path, web: int, mqtt: int) -> Settings:
    return Settings(Config(), Home(home), {"IOC_PORT": str(web), "IOC_MQTT_PORT": str(mqtt)})


def test_given_free_ports_and_space_when_checked_then_nothing_is_said(tmp_path: Path) -> None:
    ready.check(_settings(tmp_path / "home", free_port(), free_port()))


@pytest.mark.parametrize("name", ["IOC_PORT", "IOC_MQTT_PORT"])
def test_given_a_taken_port_when_checked_then_its_setting_is_named(tmp_path: Path, name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ports = (port, free_port()) if name == "IOC_PORT" else (free_port(), port)
        with pytest.raises(ConfigError, match=rf"{name}: port {port}"):
            ready.check(_settings(tmp_path, *ports))


def test_given_one_port_for_both_when_checked_then_that_is_said(tmp_path: Path) -> None:
    port = free_port()
    with pytest.raises(ConfigError, match=f"IOC_MQTT_PORT: {port} is IOC_PORT already"):
        ready.check(_settings(tmp_path, port, port))


@pytest.mark.parametrize("host", ["no such host", "192.0.2.7"])
def test_given_an_address_of_another_machine_when_checked_then_no_port_is_blamed(tmp_path: Path, host: str) -> None:
    config = Config(server=Server(host=host))
    settings = Settings(config, Home(tmp_path), {"IOC_PORT": str(free_port()), "IOC_MQTT_PORT": str(free_port())})
    with pytest.raises(ConfigError, match=f"server.host: {host} is no address of this machine"):
        ready.check(settings)


def test_given_a_home_that_is_a_file_when_checked_then_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    with pytest.raises(ConfigError, match="IOC_HOME"):
        ready.check(_settings(tmp_path / "home", free_port(), free_port()))


def test_given_a_full_disk_when_checked_then_the_home_is_named(tmp_path: Path, monkeypatch) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: full)
    with pytest.raises(ConfigError, match=r"IOC_HOME: the disk of .* is full"):
        ready.check(_settings(tmp_path, free_port(), free_port()))


def test_given_a_running_centre_when_a_second_starts_on_its_home_then_it_is_refused(tmp_path: Path) -> None:
    handle = ready.single(tmp_path)
    with pytest.raises(ConfigError, match="another `ioc up`"):
        ready.single(tmp_path)
    os.close(handle)
    os.close(ready.single(tmp_path))
