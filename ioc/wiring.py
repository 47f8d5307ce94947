"""The whole house at a glance: which tables there are, what reacts to what, which cards stand for a subject.

The rooms' pages and API stand in `ioc.web.rooms`: only `ioc web` needs them.

POLICIES run inside the unit of work that appended the fact and touch only the database.
REACTIONS run after the commit, from the log, in `ioc worker`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.orm import Session

import ioc.accounts.models
import ioc.agencies.cards
import ioc.agencies.models
import ioc.cameras.alarms
import ioc.cameras.cards
import ioc.cameras.models
import ioc.dispatch.access
import ioc.dispatch.cards
import ioc.dispatch.listing
import ioc.dispatch.models
import ioc.dispatch.policies
import ioc.dispatch.service
import ioc.incidents.access
import ioc.incidents.cards
import ioc.incidents.evidence
import ioc.incidents.models
import ioc.incidents.policies
import ioc.insight.figures
import ioc.kernel.files
import ioc.kernel.idempotency
import ioc.kernel.outbox
import ioc.reports.cards
import ioc.reports.models
import ioc.reports.news
import ioc.reports.policies
import ioc.reports.tracking
import ioc.sensors.cards
import ioc.sensors.kinds
import ioc.sensors.models
from ioc.kernel import clock, events
from ioc.kernel.db import Base
from ioc.kernel.events import Policy

TABLES = Base.metadata

FOLLOWED: list[Policy] = [ioc.dispatch.policies.incident_follows, ioc.dispatch.policies.crew_follows]

NEWS: list[Policy] = [ioc.reports.news.tell]

POLICY_TABLE: dict[str, list[Policy]] = {
    "camera.held": [ioc.incidents.evidence.attach_held],
    "camera.state_changed": [ioc.cameras.alarms.follow_state],
    # kind of fact: what happens in the same unit of work, in this order
    "alarm.raised": [ioc.incidents.policies.alarm_raised],
    "alarm.repeated": [ioc.incidents.policies.alarm_repeated],
    "report.received": [ioc.reports.news.tell, ioc.reports.policies.open_or_join],
    "report.linked": NEWS,
    "report.accepted": NEWS,
    "report.rejected": [*NEWS, ioc.reports.policies.settled],
    "report.duplicate": [*NEWS, ioc.reports.policies.duplicated],
    "report.answered": [*NEWS, ioc.reports.policies.settled],
    "report.asked": NEWS,
    "report.added": [ioc.reports.policies.more_photos],
    "report.closed": NEWS,
    "report.reopened": [ioc.reports.policies.reopened],
    "assignment.offered": [*FOLLOWED, ioc.dispatch.policies.help_comes],
    "assignment.accepted": FOLLOWED,
    "assignment.declined": FOLLOWED,
    "assignment.en_route": FOLLOWED,
    "assignment.on_scene": FOLLOWED,
    "assignment.done": FOLLOWED,
    "assignment.aborted": FOLLOWED,
    "incident.triaged": [ioc.reports.policies.accepted],
    "incident.followed": [ioc.reports.policies.accepted],
    "incident.resolved": [
        ioc.incidents.policies.help_over,
        ioc.dispatch.policies.call_back,
        ioc.reports.policies.answered,
    ],
    "incident.closed": [ioc.reports.policies.closed],
    "incident.cancelled": [
        ioc.incidents.policies.help_over,
        ioc.dispatch.policies.call_back,
        ioc.reports.policies.cancelled,
    ],
    "incident.reopened": [ioc.reports.policies.accepted],
    "incident.merged": [
        ioc.incidents.policies.help_goes_along,
        ioc.reports.policies.merged,
        ioc.dispatch.policies.merged,
    ],
    "incident.unmerged": [ioc.reports.policies.unmerged, ioc.dispatch.policies.unmerged],
    "picture.ready": [ioc.reports.policies.pictured, ioc.incidents.policies.pictured],
}

CardLoader = Callable[[Session, Iterable[int]], dict[int, dict[str, Any]]]
CARDS: dict[str, CardLoader] = {
    # subject of a fact: the cards that stand for it
    "camera": ioc.cameras.cards.cards,
    "incident": ioc.incidents.cards.cards,
    "report": ioc.reports.cards.cards,
    "crew": ioc.dispatch.cards.crews,
    "assignment": ioc.dispatch.cards.assignments,
    "alarm": ioc.sensors.cards.cards,
    "sensor": ioc.sensors.cards.sensor_cards,
}

REFERENCE: dict[str, Callable[[Session], Any]] = {
    # what every snapshot carries beside the cards
    "agencies": ioc.agencies.cards.agencies,
    "categories": ioc.agencies.cards.categories,
    "kinds": lambda _session: ioc.sensors.kinds.cards(),
    "shift": lambda session: ioc.dispatch.service.shifts.card(session, clock.now()),
    "figures": ioc.insight.figures.board,
}


def install() -> None:
    """Makes the policies known to the log. Every process that writes facts calls it once; twice does no harm."""
    events.POLICIES.clear()
    events.POLICIES.update(POLICY_TABLE)
    ioc.incidents.access.plug_crews(ioc.dispatch.access.crew_incidents)
    ioc.reports.tracking.plug_crews(ioc.dispatch.listing.crew_codes)
