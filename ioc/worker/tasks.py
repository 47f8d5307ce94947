"""The table of everything that happens by the clock: what, how often, and nothing else."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from ioc.cameras import pictures as camera_pictures
from ioc.cameras import service as cameras
from ioc.dispatch.service import crews
from ioc.incidents import service as incidents
from ioc.insight import report as shift_report
from ioc.kernel import idempotency, pictures
from ioc.kernel.http import Services
from ioc.reports import clock as answers
from ioc.reports.news import MAIL, SMS
from ioc.sensors.service import alarms, repairs
from ioc.worker import deliveries, retention
from ioc.worker.runner import Task

REPORTERS = (MAIL, SMS)
MINUTE, HOUR = 60.0, 3600.0


def tasks(held: Services) -> list[Task]:
    home = held.settings.home
    unit = partial(_unit, held)
    return [
        Task("deliveries", 1, deliveries.Deliveries(held, but=REPORTERS).send_due, eager=True),
        *(
            Task(f"deliveries to {each}", 1, deliveries.Deliveries(held, only=[each]).send_due, eager=True)
            for each in REPORTERS
        ),
        Task("pictures", 1, lambda now: pictures.process_quarantine(held.db, home, now), eager=True),
        Task("holds", 10, unit(incidents.release_due_holds)),
        Task("deadlines", 5, unit(incidents.escalate_overdue)),
        Task("answers", 15, unit(answers.press)),
        Task("contacts", HOUR, unit(partial(retention.contacts, held.settings))),
        Task("unacknowledged", 5, unit(alarms.escalate_unacknowledged)),
        Task("shelves", 10, unit(alarms.expire_shelves)),
        Task("sensors out of service", 10, unit(repairs.end_due)),
        Task("crew shifts", 30, unit(crews.end_due_shifts)),
        Task("silent cameras", 15, unit(cameras.mark_silent)),
        Task(
            "camera pictures", MINUTE, unit(lambda session, now: camera_pictures.retire(session, home, now)), eager=True
        ),
        Task("upload orphans", HOUR, lambda now: pictures.sweep(held.db, home, now)),
        Task("idempotency keys", HOUR, unit(idempotency.forget)),
        Task("readings", HOUR, partial(retention.readings, held)),
        Task("telemetry", HOUR, unit(partial(retention.telemetry, held.settings.config))),
        Task("deliveries sent", HOUR, unit(retention.deliveries)),
        Task("shift reports", HOUR, lambda now: shift_report.forget(home, now)),
    ]


def _unit(held: Services, work: Callable[[Session, datetime], int]) -> Callable[[datetime], int]:
    """The work in a unit of its own."""

    def run(now: datetime) -> int:
        with held.db.write() as session:
            return work(session, now)

    return run
