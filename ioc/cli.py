"""`ioc …`: the roof. Every command of the centre hangs here."""

import os
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
ROOMS: tuple[str, ...] = (
    "ioc.places.commands",
    "ioc.accounts.commands",
    "ioc.sensors.commands",
)  # modules that hold `COMMANDS`: a list of click commands

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
    @click.command(name, help=about, context_settings={"ignore_unknown_options": True})
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def run(arguments: tuple[str, ...]) -> None:
        os.execv(sys.executable, [sys.executable, "-m", module, *arguments])  # noqa: S606 - becomes the process

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
def check_config() -> None:
    """Reads config.yaml and says what is wrong, with its line."""
    settings = config.load()
    click.echo(f"config.yaml is good; state lives under {settings.home.root}")


for _room in ROOMS:
    for _command in import_module(_room).COMMANDS:
        main.add_command(_command)


if __name__ == "__main__":
    main()
