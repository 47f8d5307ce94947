"""The whole house at a glance: which tables there are, what reacts to what, which cards stand for a subject.

POLICIES run inside the unit of work that appended the fact and touch only the database.
REACTIONS run after the commit, from the log, in `ioc worker`.
"""

from flask import Blueprint

import ioc.accounts.models
import ioc.agencies.models
import ioc.cameras.models
import ioc.dispatch.models
import ioc.incidents.models
import ioc.kernel.files
import ioc.kernel.idempotency
import ioc.kernel.outbox
import ioc.reports.models
import ioc.sensors.models  # noqa: F401 - registers its tables
from ioc.kernel import events
from ioc.kernel.db import Base
from ioc.kernel.events import Policy

TABLES = Base.metadata

POLICY_TABLE: dict[str, list[Policy]] = {
    # kind of fact: what happens in the same unit of work
}

BLUEPRINTS: list[Blueprint] = [
    # every room's routes, by address
]


def install() -> None:
    """Makes the policies known to the log. Every process that writes facts calls it once; twice does no harm."""
    events.POLICIES.clear()
    events.POLICIES.update(POLICY_TABLE)
