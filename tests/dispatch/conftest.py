"""A centre with an open flood and three crews: two near with pumps, one far without."""

from dataclasses import dataclass

import pytest

from ioc.accounts.models import User
from ioc.agencies import seed
from ioc.agencies.models import Agency
from ioc.dispatch import service
from ioc.incidents import service as incidents
from ioc.kernel.actor import SYSTEM, Actor
from ioc.kernel.db import Database
from tests.incidents.conftest import LAT, LON, NOON


@dataclass
class Scene:
    db: Database
    incident: int
    tn1: int
    tn2: int
    ch1: int
    officer: Actor

    def crew(self, crew_id: int) -> Actor:
        return Actor("user", self.officer.id, "crew", crew_id=crew_id)

    def send(self, *crew_ids: int) -> list[int]:
        with self.db.write() as session:
            return [row.id for row in service.send(session, self.officer, NOON, self.incident, crew_ids)]


@pytest.fixture
def scene(db: Database) -> Scene:
    with db.write() as session:
        seed.seed(session)
        user = User(email="lan@example.vn", fs_uniquifier="lan", name="Hoàng Thị Lan", failed_logins=0)
        session.add(user)
        session.flush()
        agency = session.query(Agency).filter_by(code="DRAIN").one().id
        incident = incidents.open_incident(session, SYSTEM, NOON, incidents.Draft("flood", LON, LAT)).id
        crews = [
            service.crews.add(
                session,
                SYSTEM,
                NOON,
                {
                    "code": code, "name": f"Tổ {code}", "agency_id": agency, "skills": skills, "status": "available",
                    "lon": LON + away, "lat": LAT, "position_at": NOON, "equipment": equipment,
                },
            ).id
            for code, away, skills, equipment in (
                ("TN-01", 0.002, ["pump"], {"pump_m3_h": 300}),
                ("TN-02", 0.01, ["pump"], {}),
                ("CH-01", 0.001, ["crane"], {}),
            )
        ]  # fmt: skip
        return Scene(db, incident, *crews, Actor("user", user.id, "officer"))
