"""Tokens that the processes of one machine know each other by."""

from sqlalchemy import delete

from ioc.accounts import tokens
from ioc.accounts.models import ApiToken
from ioc.kernel.clock import now
from ioc.kernel.config import Config, Home, Settings
from ioc.kernel.db import Database
from ioc.up import database


def test_given_a_database_that_does_not_know_the_token_then_another_is_issued_and_a_known_one_stays(tmp_path) -> None:
    settings = Settings(Config(), Home(tmp_path), {"IOC_DEMO": "0"})
    path = settings.home.dir("secrets") / "gateway-token"
    database.prepare(settings)
    first = path.read_text()
    database.prepare(settings)
    assert path.read_text() == first
    db = Database(settings.database_url)
    with db.write() as session:
        session.execute(delete(ApiToken))
    path.write_text("")  # and what a crash between two writes used to leave
    database.prepare(settings)
    with db.read() as session:
        assert tokens.find(session, path.read_text(), now()) is not None
    assert path.stat().st_mode & 0o777 == 0o600
    assert not list(path.parent.glob("*.draft"))
    db.dispose()
