"""SIGKILL to each process in turn while the city speaks: it comes back by itself, nothing accepted is missing."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.e2e.centre import Centre
from tests.e2e.traffic import Books, Traffic, eventually, healthy

pytestmark = pytest.mark.timeout(600)
BROKERS = ["bus", "devices"]
PARTS = ["realtime.web", "realtime.ingest", "ioc.worker", "camera_gateway", "demo", "ioc.broker", *BROKERS]
LOSE_THEIR_MEMORY = ["ioc.broker", "devices"]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A small demo city of its own, since these tests kill its parts."""
    config = {"demo": {"seed": 11, "sensors": 40, "cameras": 2}, "reports": {"per_address": 1_000_000}}
    made = Centre(tmp_path_factory.mktemp("killed") / "home", config, demo=True)
    made.start(240)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.stop()


def pid_of(centre: Centre, part: str) -> int:
    """A supervised process, or one of the two brokers by its settings' name; 0 while there is none."""
    children = centre.children()
    if part not in BROKERS:
        return children.get(part, 0)
    parent = str(children.get("ioc.broker", 0))
    out = subprocess.run(["ps", "-ww", "-o", "pid=,args=", "--ppid", parent], capture_output=True, text=True)
    return next((int(line.split()[0]) for line in out.stdout.splitlines() if f"{part}.toml" in line), 0)


@pytest.mark.parametrize("part", PARTS)
def test_given_a_busy_centre_when_a_process_is_killed_then_nothing_accepted_is_missing(own: Centre, part: str) -> None:
    books = Books(own)
    traffic = Traffic(own, part.replace(".", "-").replace("_", "-"))
    drain = traffic.register(f"{traffic.name}-drain")
    before = eventually(lambda: pid_of(own, part))  # it may just be coming back; and 0 would be all of us
    with traffic.flowing():
        eventually(lambda: len(traffic.sent) > 1 and len(traffic.reports) > 1 and len(traffic.told) > 20, 120)
        held = set(books.readings(traffic.sensor))
        traffic.overflow(f"{traffic.name}-drain")
        os.kill(before, signal.SIGKILL)
        eventually(lambda: pid_of(own, part) not in (0, before))
        reported, dispatched = len(traffic.reports), len(traffic.sent)
        eventually(lambda: len(traffic.reports) > reported and len(traffic.sent) > dispatched)
        last = round(time.time() * 1000)
        eventually(lambda: max(books.readings(traffic.sensor), default=0) > last)
        if part in LOSE_THEIR_MEMORY:  # what it held is gone: the drain says it again
            traffic.overflow(f"{traffic.name}-drain")
            eventually(lambda: bool(alarms(books, drain)))
    eventually(lambda: healthy(own))
    accepted = held if part in LOSE_THEIR_MEMORY else traffic.told - {0}
    eventually(lambda: accepted <= set(books.readings(traffic.sensor)))
    stored = books.readings(traffic.sensor)
    assert len(stored) == len(set(stored))
    assert books.balanced()
    eventually(lambda: alarms(books, drain) == [1])
    assert dict(books.ask("SELECT text, id FROM report WHERE text LIKE ?", f"{traffic.name} %")) == traffic.reports
    many = books.ask("SELECT count(*) FROM report WHERE text LIKE ?", f"{traffic.name} %")
    assert many == [(len(traffic.reports),)]
    assert dict(books.ask("SELECT id, incident_id FROM assignment WHERE crew_id = ?", traffic.crew)) == traffic.sent


def alarms(books: Books, sensor: int) -> list[int]:
    """The severities of what this sensor raised, the overflow first."""
    query = "SELECT severity FROM alarm WHERE sensor_id = ? AND severity = 1"
    return [row[0] for row in books.ask(query, sensor)]
