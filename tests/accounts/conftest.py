"""People for the tests of accounts."""

from collections.abc import Callable

import pytest

from ioc.accounts import passwords, service
from ioc.accounts.models import User
from ioc.accounts.service import NewUser
from ioc.kernel.actor import SYSTEM
from ioc.kernel.clock import now
from ioc.kernel.config import Config, Settings
from ioc.kernel.db import Database
from tests.accounts.people import PASSWORD

Person = Callable[..., User]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No second factor unless a test asks for it."""
    return Settings(Config.model_validate({"accounts": {"two_factor": "off"}}), settings.home, {"IOC_DEMO": "0"})


@pytest.fixture
def person(db: Database) -> Person:
    def make(role: str = "officer", name: str = "lan") -> User:
        secret = passwords.hashed(PASSWORD)
        with db.write() as session:
            new = NewUser(f"{name}@example.vn", "Nguyễn Thị Lan", role, username=name)
            return service.create(session, SYSTEM, now(), new, secret)

    return make
