"""Starts every process of the centre in order, keeps them alive, and stops them together."""

import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

from ioc.kernel.config import Settings
from ioc.up import prepare, processes, ready, welcome
from ioc.up.processes import Child

START_WITHIN_S = 90


def run(settings: Settings) -> int:
    """The whole life of `ioc up`. Returns the exit status."""
    ready.check(settings)
    lock = ready.single(settings.home.root)
    stopping = _signals()
    clock = time.monotonic()

    def say(text: str) -> None:
        print(f"  {time.monotonic() - clock:5.1f} s  {text}", flush=True)  # noqa: T201 - this is a terminal's page

    try:
        prepare.pack(settings, say, stopping)
        children = list(_children(settings))
        try:
            if not stopping():
                _start(children, settings, say, stopping)
            if not stopping():
                print(welcome.text(settings, welcome.accounts(settings)), flush=True)  # noqa: T201 - the addresses and accounts
            while not stopping():
                for child in children:
                    child.watch(say)
                time.sleep(0.2)
            say("stopping")
        finally:
            processes.stop(children)
    finally:
        os.close(lock)
    return 0


def _signals() -> Callable[[], bool]:
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: asked.append(received))
    return lambda: bool(asked)


def _children(settings: Settings) -> Iterator[Child]:
    logs = settings.home.dir("logs")

    def child(name: str, *module: str) -> Child:
        return Child(name, list(module), logs / f"{name}.log")

    if settings.config.mqtt.embedded:
        yield child("broker", "ioc.broker")
    yield child("web", "realtime.web")
    for part in settings.config.mqtt.slices:
        yield child(f"ingest-{part}", "realtime.ingest", "--slice", part)
    yield child("worker", "ioc.worker")
    yield child("cameras", "camera_gateway")
    if settings.demo:
        yield child("demo", "demo")


def _start(children: list[Child], settings: Settings, say: Callable[[str], None], stopping: Callable[[], bool]) -> None:
    demo_ready = settings.home.dir("run") / "demo-ready"
    demo_ready.unlink(missing_ok=True)
    say("bringing the database up to date")
    database = prepare.database()
    if children[0].name == "broker":  # it needs no database: both come up together
        _broker(children[0], settings, say, stopping)
    prepare.finished(database, stopping)
    for child in children:
        if not child.process and not stopping():
            say(f"starting {child.name}")
            child.start()
    _wait(lambda: _answers(settings), next(c for c in children if c.name == "web"), say, stopping)
    if settings.demo:
        _wait(demo_ready.exists, children[-1], say, stopping)


def _broker(child: Child, settings: Settings, say: Callable[[str], None], stopping: Callable[[], bool]) -> None:
    """Its ports are chosen anew at each start; the others read them from run/bus.json."""
    bus = settings.home.dir("run") / "bus.json"
    before = bus.stat().st_mtime_ns if bus.exists() else 0
    say("starting broker")
    child.start()
    _wait(lambda: bus.is_file() and bus.stat().st_mtime_ns != before, child, say, stopping)


def _wait(fact: Callable[[], object], child: Child, say: Callable[[str], None], stopping: Callable[[], bool]) -> None:
    """Waits until `fact` is true while keeping the child alive; says so, once, when it takes unusually long."""
    deadline = time.monotonic() + START_WITHIN_S
    while not fact() and not stopping():
        child.watch(say)
        if time.monotonic() > deadline:
            say(f"{child.name} has not answered for {START_WITHIN_S} s; its log is {child.log}")
            return
        time.sleep(0.05)


def _answers(settings: Settings) -> dict[str, Any] | None:
    """What /healthz says (200 or 503: both are answers); None while nobody listens."""
    host = "127.0.0.1" if settings.config.server.host == "0.0.0.0" else settings.config.server.host  # noqa: S104
    try:
        with urllib.request.urlopen(f"http://{host}:{settings.port}/healthz", timeout=2) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        return {"status": error.code}
    except (OSError, ValueError):
        return None


if __name__ == "__main__":
    sys.exit("run `ioc up`")
