"""What remains of an order when its crew goes home, gives up, or tells what others have told already."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ioc.dispatch import service
from ioc.dispatch.events import AssignmentTold
from ioc.dispatch.models import Assignment, Crew
from ioc.incidents import service as incidents
from ioc.incidents.models import Incident, Note
from ioc.kernel.events import Event
from tests.dispatch.conftest import Scene
from tests.incidents.conftest import NOON


def minutes(count: float):
    return NOON + timedelta(minutes=count)


def step(scene: Scene, key: int, name: str, at: float, word: service.Word | None = None, *, by=None) -> None:
    with scene.db.write() as session:
        crew = session.get_one(Assignment, key).crew_id
        word = word or service.Word(reason="lý do", note="xong", device_at=minutes(at), photos_pending=1)
        service.move(session, by or scene.crew(crew), minutes(at), key, name, word)


def states(scene: Scene, *keys: int) -> tuple[str, ...]:
    with scene.db.read() as session:
        found = [session.get_one(Assignment, key).state for key in keys]
        return session.get_one(Incident, scene.incident).state, *found


def told(scene: Scene) -> list[dict]:
    with scene.db.read() as session:
        return list(session.scalars(select(Event.data).where(Event.kind == AssignmentTold.kind)))


@pytest.mark.parametrize("how", ["home", "shift"])
def test_given_an_offer_when_its_crew_goes_home_then_the_incident_waits_for_another(scene: Scene, how: str) -> None:
    (key,) = scene.send(scene.tn1)
    assert states(scene, key) == ("assigned", "offered")
    with scene.db.write() as session:
        if how == "home":
            service.crews.status(session, scene.crew(scene.tn1), minutes(1), scene.tn1, service.Standing("off"))
        else:
            session.get_one(Crew, scene.tn1).shift_ends_at = minutes(1)
            session.flush()
            assert service.crews.end_due_shifts(session, minutes(2)) == 1
    assert states(scene, key) == ("triaged", "aborted")


def test_given_two_crews_when_one_has_finished_and_the_other_gives_up_then_the_work_is_done(scene: Scene) -> None:
    one, two = scene.send(scene.tn1, scene.tn2)
    for at, name in enumerate(("accept", "en-route", "on-scene", "done"), 1):
        step(scene, one, name, at)
    assert states(scene, one, two) == ("assigned", "done", "offered")
    step(scene, two, "decline", 6)
    assert states(scene, one, two) == ("resolved", "done", "declined")
    with scene.db.write() as session:
        incidents.reopen(session, scene.officer, minutes(7), scene.incident, "lại ngập")
    (three,) = scene.send(scene.tn2)
    step(scene, three, "decline", 9)
    assert states(scene, three) == ("triaged", "declined"), "what was done before the reopening does not count"


def test_given_a_crew_called_back_when_its_own_word_comes_later_then_it_is_on_record(scene: Scene) -> None:
    (key,) = scene.send(scene.tn1)
    step(scene, key, "accept", 1)
    with scene.db.write() as session:
        incidents.cancel(session, scene.officer, minutes(2), scene.incident, "báo nhầm")
    word = service.Word(reason="cây đổ chắn đường", device_at=minutes(1.5))
    for _ in range(2):
        step(scene, key, "abort", 20, word)
    (fact,) = told(scene)
    assert (fact["move"], fact["late"]) == ("abort", True)
    with scene.db.read() as session:
        assert session.get_one(Note, fact["note_id"]).text == "cây đổ chắn đường"


def test_given_an_officers_radio_when_the_tablet_tells_the_same_then_its_own_time_is_kept(scene: Scene) -> None:
    (key,) = scene.send(scene.tn1)
    step(scene, key, "accept", 1)
    step(scene, key, "en-route", 3, service.Word(), by=scene.officer)
    word = service.Word(note="đi đường vòng", device_at=minutes(2))
    step(scene, key, "en-route", 4, word)
    step(scene, key, "en-route", 5, word)
    assert [(fact["move"], fact["device_at"] is not None) for fact in told(scene)] == [("en-route", True)]
    assert states(scene, key) == ("en_route", "en_route")
