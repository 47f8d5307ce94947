"""`ioc user …` and `ioc token …`. Imports are late: `ioc up` should not wait for what only these need."""

import sys
from datetime import timedelta
from typing import Any

import click

from ioc.kernel import clock, config
from ioc.kernel.errors import ConfigError


@click.group()
def user() -> None:
    """People of the staff."""


@user.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True, help="Full name, as colleagues see it.")
@click.option("--role", required=True, help="admin, supervisor, officer, moderator, agency, crew or viewer.")
@click.option("--username", help="A short name to sign in with, besides the e-mail address.")
@click.option("--agency", type=int, help="Id of the person's agency.")
@click.option("--crew", type=int, help="Id of the person's crew.")
@click.option("--language", type=click.Choice(["vi", "en"]))
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input; else one is generated.")
def create_user(
    email: str,
    name: str,
    role: str,
    username: str | None,
    agency: int | None,
    crew: int | None,
    language: str | None,
    password_stdin: bool,
) -> None:
    """Makes an account; prints its name and, when it was generated, its password."""
    from ioc.accounts import passwords, service
    from ioc.accounts.schemas import EMAIL
    from ioc.kernel.actor import SYSTEM

    if not EMAIL.fullmatch(email):
        raise click.BadParameter("that is no e-mail address", param_hint="--email")
    given = sys.stdin.readline().rstrip("\n") if password_stdin else None
    password = service.acceptable(given) if given is not None else passwords.generated()
    new = service.NewUser(email, name, role, username, agency, crew, language)
    stored = passwords.hashed(password)
    _in_unit(lambda session: service.create(session, SYSTEM, clock.now(), new, stored))
    click.echo(f"{username or email}" if given is not None else f"{username or email} {password}")


@click.group()
def token() -> None:
    """Bearer tokens for programs."""


@token.command("create")
@click.option("--role", required=True, help="What the token may do: officer, device, gateway …")
@click.option("--name", default="dòng lệnh", help="What it is for; shown in the list of tokens.")
@click.option("--agency", type=int, help="Id of the agency it acts for.")
@click.option("--crew", type=int, help="Id of the crew it acts for.")
@click.option("--gateway", help="Name of the camera gateway it speaks for; else the first it names itself.")
@click.option("--days", type=click.IntRange(1), help="Ends after so many days; else when it is revoked.")
def create_token(
    role: str, name: str, agency: int | None, crew: int | None, gateway: str | None, days: int | None
) -> None:
    """Prints one line: the bearer token. It is shown this once; only its hash is kept."""
    from ioc.accounts import tokens

    now = clock.now()
    ends = now + timedelta(days=days) if days else None
    for_whom: dict[str, Any] = {"agency_id": agency, "crew_id": crew, "gateway": gateway}
    click.echo(_in_unit(lambda session: tokens.issue(session, now, role, name, **for_whom, expires_at=ends)))


def _in_unit(work: Any) -> Any:
    from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

    from ioc.kernel.db import Database

    settings = config.load()
    db = Database(settings.database_url, settings.config.database.lock_timeout_s)
    try:
        with db.write() as session:
            return work(session)
    except IntegrityError as error:
        raise ConfigError("no agency or crew has this id") from error
    except (OperationalError, ProgrammingError) as error:
        raise ConfigError(f"the database cannot be used ({error.orig}); has `ioc migrate` run?") from error
    finally:
        db.dispose()


COMMANDS = [user, token]
