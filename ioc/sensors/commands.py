"""`ioc mqtt …`"""

import click

from ioc.kernel import config
from ioc.kernel.mqtt import device_login


@click.group()
def mqtt() -> None:
    """Devices and their broker."""


@mqtt.command()
def credentials() -> None:
    """Print `host port username password` for a device."""
    login = device_login(config.load())
    click.echo(f"{login.host} {login.port} {login.username} {login.password}")


COMMANDS = [mqtt]
