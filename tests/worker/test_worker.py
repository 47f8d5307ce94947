"""The worker: each task stands alone, nothing is sent never, what is overdue is said once."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from ioc.dispatch.models import CrewPosition
from ioc.kernel import outbox
from ioc.kernel.clock import now
from ioc.kernel.events import Event
from ioc.kernel.http import Services
from ioc.kernel.outbox import Delivery
from ioc.sensors.models import Alarm
from ioc.worker.deliveries import Deliveries
from ioc.worker.runner import Runner, Task, pause
from ioc.worker.tasks import tasks
from tests.live.scenario import NOON, City


class Refusing:
    """An outside that is away until it is told otherwise."""

    def __init__(self) -> None:
        self.away, self.took = True, []

    def send(self, message) -> None:
        if self.away:
            raise OSError("connection refused")
        self.took.append(message)


@pytest.fixture
def city(services: Services, tmp_path) -> City:
    return City(services.db, tmp_path / "home")


def kinds(city: City, kind: str) -> int:
    with city.db.read() as session:
        return len(session.scalars(select(Event).where(Event.kind == kind)).all())


def run(services: Services, name: str, at) -> int:
    return next(task for task in tasks(services) if task.name == name).work(at)


def test_given_a_task_that_fails_when_running_then_the_others_go_on_and_the_beat_says_so(tmp_path, services) -> None:
    stop, worked = threading.Event(), threading.Event()

    def good(_at) -> int:
        worked.set()
        return 0

    runner = Runner([Task("bad", 0.01, lambda _at: 1 // 0), Task("good", 0.01, good)], services.settings.home)
    thread = threading.Thread(target=runner.run, args=(stop,))
    thread.start()
    assert worked.wait(5)
    while runner.tasks[0].failures < 2:
        stop.wait(0.01)
    stop.set()
    thread.join(5)
    runner.tell()
    assert "ZeroDivisionError" in runner.beat.read_text()
    assert pause(runner.tasks[0]) > runner.tasks[0].every_s


def test_given_every_task_of_the_table_when_run_once_on_a_city_then_none_fails(services, city) -> None:
    runner = Runner(tasks(services), services.settings.home)
    for task in runner.tasks:
        runner.once(task)
    assert {task.name: task.error for task in runner.tasks if task.error} == {}


def test_given_an_incident_past_its_deadlines_when_the_clock_runs_then_it_is_said_once_and_delivered(
    services, city
) -> None:
    city.open()
    later = NOON + timedelta(days=7)
    for _ in range(3):
        run(services, "deadlines", later)
    assert kinds(city, "incident.dispatch_overdue") == 1
    assert kinds(city, "incident.overdue") == 1
    outside = Refusing()
    outside.away = False
    assert Deliveries(services, {"escalation": outside}).send_due(later) == 2
    assert "SC-0001" in outside.took[0].subject
    assert Deliveries(services, {"escalation": outside}).send_due(later) == 0


def test_given_a_p1_alarm_nobody_acknowledged_when_its_time_is_over_then_the_supervisors_hear_once(
    services, city
) -> None:

    city.alarm(131)
    with city.db.write() as session:
        session.execute(update(Alarm).values(severity=1))
    assert run(services, "unacknowledged", NOON + timedelta(seconds=30)) == 0
    for _ in range(2):
        run(services, "unacknowledged", NOON + timedelta(minutes=5))
    assert kinds(city, "alarm.escalated") == 1


def test_given_an_outside_that_is_away_when_sending_then_it_is_tried_later_and_at_last_a_dead_letter(services) -> None:
    at = now()
    with services.db.write() as session:
        outbox.enqueue(session, "escalation", {"kind": "incident.overdue", "incident_id": 1}, at)
    outside = Refusing()
    sender = Deliveries(services, {"escalation": outside})
    assert sender.send_due(at) == 0
    assert sender.send_due(at) == 0  # not due yet
    states = []
    for _ in range(25):
        at += timedelta(hours=2)
        sender.send_due(at)
        with services.db.read() as session:
            row = session.scalars(select(Delivery)).one()
        states.append(row.state)
    assert states == ["due"] * 23 + ["dead"] * 2  # 48 hours, however often it was tried
    assert (row.tries, row.error) == (25, "OSError: connection refused")


def test_given_a_worker_that_was_away_for_days_when_the_first_try_fails_then_it_is_tried_again(services) -> None:
    at = now()
    with services.db.write() as session:
        outbox.enqueue(session, "escalation", {"kind": "incident.overdue", "incident_id": 1}, at - timedelta(days=9))
    sender = Deliveries(services, {"escalation": Refusing()})
    for _ in range(2):
        sender.send_due(at)
        at += timedelta(hours=2)
    with services.db.read() as session:
        assert session.scalars(select(Delivery.state)).one() == "due"


UNREADABLE = ["[1, 2]", '"x"', '{"report_id": [], "kinds": []}', '{"kinds": ["report.received"]}']


@pytest.mark.parametrize("payload", [*UNREADABLE, '{"report_id": 1'])
def test_given_a_delivery_that_cannot_be_read_when_sending_then_it_is_set_aside_and_the_rest_go(
    services, client_for, payload
) -> None:
    sqlite = services.db.read_engine.dialect.name == "sqlite"
    if not sqlite and payload not in UNREADABLE:
        pytest.skip("PostgreSQL takes no broken JSON")
    at, said = now(), ":said" if sqlite else "CAST(:said AS JSON)"
    with services.db.write() as session:
        bad = outbox.enqueue(session, "reporter_mail", {}, at)
        outbox.enqueue(session, "escalation", {"kind": "incident.overdue", "incident_id": 1}, at)
        session.flush()
        session.execute(text(f"UPDATE delivery SET payload = {said} WHERE id = :id"), {"said": payload, "id": bad.id})
    outside = Refusing()
    outside.away = False
    sender = Deliveries(services, {"escalation": outside, "reporter_mail": outside})
    assert sender.send_due(at) == 1
    assert [message.channel for message in outside.took] == ["escalation"]
    with services.db.read() as session:
        row = outbox.get(session, 1)
        assert (row.state, row.tries) == ("dead", 0)
        assert "Error: " in row.error
    admin = client_for("admin")
    for page in ("/admin/outbox", "/admin/outbox?state=dead", "/admin/outbox/1"):
        assert "Error: " in admin.get(page).text
    assert admin.post("/admin/outbox/1/retry").status_code == 303
    assert sender.send_due(now()) == 0


def test_given_old_telemetry_when_its_time_is_over_then_it_is_gone(services, city) -> None:
    city.where(0, 0.001)
    assert run(services, "telemetry", NOON + timedelta(days=1)) == 0
    assert run(services, "telemetry", NOON + timedelta(days=400)) >= 1
    with services.db.read() as session:
        assert session.scalars(select(CrewPosition)).all() == []


def test_given_a_hold_past_its_time_when_the_clock_runs_then_the_work_goes_on(services, city) -> None:
    city.open()
    city.triage(1)
    city.incident("hold", 1, "chờ vật tư")
    assert run(services, "holds", NOON + timedelta(hours=3)) == 1
    assert kinds(city, "incident.resumed") == 1
