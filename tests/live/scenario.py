"""A small city at work, through the real services: what the live feed has to tell."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import delete, select, text
from sqlalchemy.exc import NoResultFound

from ioc.accounts.models import User
from ioc.agencies import seed as agencies_seed
from ioc.agencies.models import Agency
from ioc.cameras import schemas as camera_schemas
from ioc.cameras import service as cameras
from ioc.dispatch import service as dispatch
from ioc.dispatch.models import Assignment
from ioc.dispatch.service import Word
from ioc.incidents import service as incidents
from ioc.incidents.models import Incident
from ioc.kernel import events
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.config import Home
from ioc.kernel.db import Database
from ioc.kernel.errors import IocError
from ioc.reports import intake
from ioc.reports import service as reports
from ioc.reports.schemas import NewReport
from ioc.sensors import seed as sensors_seed
from ioc.sensors.models import Alarm, AlarmRule, Sensor
from ioc.sensors.service import alarms, happenings, registry

NOON = datetime(2025, 11, 22, 12, tzinfo=UTC)
LON, LAT = 107.5963, 16.4637
CITIZEN = Actor("citizen", role="citizen")


class City:
    """Every method is one unit of work; the clock moves 7 s with each."""

    def __init__(self, db: Database, home: Path) -> None:
        self.db, self.home = db, Home(home)
        self.ticks = 0
        with db.write() as session:
            agencies_seed.seed(session)
            sensors_seed.seed(session)
            lan = User(email="lan@example.vn", fs_uniquifier="lan", name="Hoàng Thị Lan", failed_logins=0)
            session.add(lan)
            session.flush()
            self.lan = Actor("user", lan.id, "officer", name="Hoàng Thị Lan")
            codes = dict(session.execute(select(Agency.code, Agency.id)).tuples().all())
            self.drain = codes["DRAIN"]
            self.other = next(agency for code, agency in sorted(codes.items()) if code != "DRAIN")
            self.crews = [self._crew(session, *row) for row in (("TN-01", 0.002), ("TN-02", 0.004), ("TN-03", 0.01))]
            self.sensor = registry.register(
                session, SYSTEM, NOON, key="D01", kind="drainage", name="Cống Đập Đá", lat=LAT, lon=LON
            ).id
            source = {"kind": "snapshot", "url": "http://127.0.0.1/one.jpg"}
            new = camera_schemas.CameraIn(key="C01", name="Cầu Trường Tiền", lat=LAT, lon=LON, source=source)
            cameras.register(session, SYSTEM, NOON, new)

    def _crew(self, session, code: str, away: float) -> int:
        values = {
            "code": code, "name": f"Tổ {code}", "agency_id": self.drain, "skills": ["pump"], "status": "available",
            "lon": LON + away, "lat": LAT, "position_at": NOON, "leader": "Lê Văn Nam",
        }  # fmt: skip
        return dispatch.crews.add(session, SYSTEM, NOON, values).id

    @property
    def rooms(self) -> list[str]:
        crews = [f"crew:{crew}" for crew in self.crews]
        return ["staff", "wall", f"agency:{self.drain}", f"agency:{self.other}", *crews, "report:1", "report:2"]

    def now(self) -> datetime:
        self.ticks += 1
        return NOON + timedelta(seconds=7 * self.ticks)

    def open(self, away: float = 0.0, category: str = "flood") -> int:
        with self.db.write() as session:
            draft = incidents.Draft(category, LON + away, LAT)
            return incidents.open_incident(session, self.lan, self.now(), draft).id

    def report(self, away: float = 0.0) -> int:
        with self.db.write() as session:
            new = NewReport(category="flood", text="Nước ngập nửa bánh xe", lon=LON + away, lat=LAT)
            return intake.receive(session, CITIZEN, self.now(), self.home, new).id

    def alarm(self, value: float) -> None:
        """The drain's first rule is broken."""
        with self.db.write() as session:
            rule = session.scalars(select(AlarmRule).where(AlarmRule.kind == "drainage").order_by(AlarmRule.id)).first()
            sensor = session.get_one(Sensor, self.sensor)
            source = happenings.Source("D01", sensor.name, LAT, LON, sensor.origin, sensor_id=sensor.id)
            what = happenings.Happening(sensor.id, rule.id, happenings.Move.RAISE, value, None)
            last = session.scalars(select(Alarm).order_by(Alarm.id.desc())).first()
            happenings.move(session, self.now(), source, rule, last, what)

    def quiet(self) -> None:
        """It returns to normal."""
        with self.db.write() as session:
            row = session.scalars(select(Alarm).order_by(Alarm.id.desc())).first()
            rule, sensor = session.get_one(AlarmRule, row.rule_id), session.get_one(Sensor, self.sensor)
            source = happenings.Source("D01", sensor.name, LAT, LON, sensor.origin, sensor_id=sensor.id)
            what = happenings.Happening(sensor.id, rule.id, happenings.Move.RETURN, 10, None)
            happenings.move(session, self.now(), source, rule, row, what)

    def ack(self) -> None:
        with self.db.write() as session:
            alarm = session.scalars(select(Alarm.id).order_by(Alarm.id.desc())).first()
            alarms.ack(session, self.lan, self.now(), alarm)

    def triage(self, incident: int, agency: int | None = None) -> None:
        with self.db.write() as session:
            judged = incidents.Judgement(priority=2, agency_id=agency)
            incidents.triage(session, self.lan, self.now(), incident, judged)

    def claim(self, incident: int) -> None:
        with self.db.write() as session:
            incidents.claim(session, self.lan, self.now(), incident)

    def send(self, incident: int, *crews: int) -> list[int]:
        with self.db.write() as session:
            sent = dispatch.send(session, self.lan, self.now(), incident, [self.crews[one] for one in crews])
            return [row.id for row in sent]

    def move(self, assignment: int, name: str) -> None:
        with self.db.write() as session:
            crew = session.get_one(Assignment, assignment).crew_id
            actor = Actor("user", self.lan.id, "crew", crew_id=crew, agency_id=self.drain)
            word = Word(reason="đường ngập sâu", note="đã thông cống", photos_pending=1)
            dispatch.move(session, actor, self.now(), assignment, name, word)

    def ask_help(self, assignment: int) -> None:
        with self.db.write() as session:
            row = session.get_one(Assignment, assignment)
            told = incidents.FromField(row.id, row.crew_id, self.now())
            incidents.ask_help(session, self.lan, self.now(), row.incident_id, "people", "cần thêm người", told)

    def tick(self, incident: int, step: str, *, done: bool = True) -> None:
        with self.db.write() as session:
            incidents.check(session, self.lan, self.now(), incident, step, done=done)

    def pause(self, crew: int, status: str = "break") -> None:
        with self.db.write() as session:
            standing = dispatch.Standing(status, "vehicle", "hỏng bơm")
            dispatch.crews.status(session, SYSTEM, self.now(), self.crews[crew], standing)

    def where(self, crew: int, away: float) -> None:
        with self.db.write() as session:
            at = self.now()
            dispatch.crews.position(session, SYSTEM, at, self.crews[crew], LON + away, LAT, at)

    def camera(self, state: str) -> None:
        with self.db.write() as session:
            at = self.now()
            cameras.note_health(session, SYSTEM, at, "C01", camera_schemas.Health(state=state, at=at))

    def incident(self, name: str, incident: int, *rest: object) -> None:
        """One of the plain moves: hold, resume, cancel, resolve, close, reopen, merge, unmerge, note."""
        with self.db.write() as session:
            at = self.now()
            given = (rest[0], at + timedelta(hours=1)) if name == "hold" else rest
            getattr(incidents, name)(session, self.lan, at, incident, *given)

    def answer(self, name: str, report: int, *rest: object) -> None:
        with self.db.write() as session:
            getattr(reports, name)(session, self.lan, self.now(), report, *rest)


def story(city: City) -> list[Callable[[], object]]:
    """One evening, always the same: each entry is one unit. Ids are those that a fresh database gives."""
    return [
        lambda: city.alarm(131),
        lambda: city.report(0.0001),
        city.ack,
        lambda: city.triage(1),
        lambda: city.claim(1),
        lambda: city.send(1, 0, 1),
        lambda: city.move(1, "accept"),
        lambda: city.move(2, "decline"),
        lambda: city.where(0, 0.001),
        lambda: city.report(0.2),
        lambda: city.open(0.4),
        lambda: city.triage(2, city.other),
        lambda: city.send(2, 2),
        lambda: city.move(1, "en-route"),
        lambda: city.incident("note", 1, "nước còn dâng"),
        lambda: city.incident("merge", 2, 3),
        lambda: city.camera("online"),
        lambda: city.move(1, "on-scene"),
        lambda: city.tick(1, "block"),
        lambda: city.ask_help(1),
        lambda: city.pause(1),
        lambda: city.incident("unmerge", 2),
        city.quiet,
        lambda: city.incident("answer_help", 1),
        lambda: city.pause(1, "available"),
        lambda: city.move(1, "done"),
        lambda: city.incident("close", 1),
        lambda: city.camera("frozen"),
        lambda: city.incident("hold", 3, "chờ vật tư"),
        lambda: city.incident("cancel", 2, "báo nhầm"),
        lambda: city.incident("resume", 3),
        lambda: city.alarm(140),
    ]


def wander(city: City, random: Random) -> None:
    """One random unit; what the rules refuse changes nothing."""
    with city.db.read() as session:
        works = list(session.scalars(select(Incident.id)))
        sent = list(session.scalars(select(Assignment.id)))
    incident = random.choice(works) if works else 0
    other = random.choice(works) if works else 0
    assignment = random.choice(sent) if sent else 0
    agency = random.choice([city.drain, city.other, None])
    moves: list[Callable[[], object]] = [
        lambda: city.open(random.random()),
        lambda: city.report(random.choice([0.0, random.random()])),
        lambda: city.alarm(120 + random.random()),
        city.quiet,
        lambda: city.triage(incident, agency),
        lambda: city.send(incident, *random.sample(range(3), random.randint(1, 2))),
        lambda: city.move(assignment, random.choice(["accept", "decline", "en-route", "on-scene", "done", "abort"])),
        lambda: city.move(assignment, random.choice(["accept", "decline"])),
        lambda: city.incident("merge", incident, other),
        lambda: city.incident(random.choice(["unmerge", "resolve", "close", "claim", "resume"]), incident),
        lambda: city.incident(random.choice(["hold", "cancel", "reopen", "note"]), incident, "vì thế"),
        lambda: city.where(random.randrange(3), random.random() / 100),
        lambda: city.tick(incident, random.choice(["block", "tow", "photo"]), done=random.choice([True, True, False])),
        lambda: city.ask_help(assignment),
        lambda: city.pause(random.randrange(3), random.choice(["break", "available"])),
    ]
    try:
        random.choice(moves)()
    except (IocError, AttributeError, NoResultFound):
        return


def restored(db: Database, head: int) -> None:
    """The log as a backup of that moment brings it back: later numbers are given anew."""
    with db.write() as session:
        session.execute(delete(events.Event).where(events.Event.seq > head))
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("UPDATE sqlite_sequence SET seq = :head WHERE name = 'event'"), {"head": head})
        else:
            session.execute(text("SELECT setval('event_seq_seq', :head)"), {"head": head})
