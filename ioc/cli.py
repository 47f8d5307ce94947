"""`ioc …`: the roof. Every command of the centre hangs here."""

import os
import subprocess
import sys
from importlib import import_module

import click

from ioc.kernel import config
from ioc.kernel.errors import IocError

PROCESSES = {
    "web": ("realtime.web", "Pages, API and live feed."),
    "ingest": ("realtime.ingest", "MQTT → readings → alarms → incidents."),
    "worker": ("ioc.worker", "Deliveries, deadlines, pictures, retention."),
    "cameras": ("camera_gateway", "Pulls cameras, judges pictures, hands over snapshots."),
    "broker": ("ioc.broker", "The embedded MQTT brokers."),
    "demo": ("demo", "A simulated city that enters through the public doors."),
}
OPTIONS: dict[str, list[click.Parameter]] = {
    "ingest": [click.Option(["--slice"], default="all", help="Which slice of mqtt.slices it owns.", show_default=True)],
}
ROOMS: tuple[str, ...] = (
    "ioc.places.commands",
    "ioc.accounts.commands",
    "ioc.sensors.commands",
)  # modules that hold `COMMANDS`: a list of click commands

JUDGES = ("camera_gateway", "realtime.ingest")
WITH_TABLES = frozenset({"user", "token"})


class Plain(click.Group):
    """Turns the product's own errors into one sentence and exit status 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except IocError as error:
            click.echo(f"ioc: {error.detail}", err=True)
            ctx.exit(2)


@click.group(cls=Plain)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Toàn Cảnh: an open operations centre for a city."""
    if ctx.invoked_subcommand in WITH_TABLES:
        import_module("ioc.wiring")  # a row may refer to a table of any room


def _process(name: str, module: str, about: str) -> click.Command:
    @click.command(name, help=about, params=OPTIONS.get(name, []))
    def run(**options: str) -> None:
        config.load()  # a mistake in the settings is said before anything is loaded
        words = [word for option, value in options.items() for word in (f"--{option}", value)]
        os.execv(sys.executable, [sys.executable, "-m", module, *words])  # noqa: S606 - becomes the process

    return run


for _name, (_module, _about) in PROCESSES.items():
    main.add_command(_process(_name, _module, _about))


@main.command()
def up() -> None:
    """All processes on one machine, supervised. Ctrl-C stops them."""
    from ioc.up import supervisor

    sys.exit(supervisor.run(config.load()))


@main.command()
def migrate() -> None:
    """Brings the database to this version's schema."""
    from ioc.kernel.db import Database
    from ioc.migrate import migrate as run

    settings = config.load()
    run(Database(settings.database_url, settings.config.database.lock_timeout_s))
    click.echo("the database is up to date")


@main.command("check-config")
@click.pass_context
def check_config(ctx: click.Context) -> None:
    """Reads config.yaml and says what is wrong, with its line."""
    from ioc.up import prepare

    settings = config.load()
    prepare.named_pack(settings)
    for module in JUDGES:  # what only these processes can read, they judge; each says it on our stderr
        if subprocess.run([sys.executable, "-m", module, "--check"], check=False).returncode:
            ctx.exit(2)
    click.echo(f"{settings.path.name} is good; state lives under {settings.home.root}")


for _room in ROOMS:
    for _command in import_module(_room).COMMANDS:
        main.add_command(_command)


if __name__ == "__main__":
    main()
