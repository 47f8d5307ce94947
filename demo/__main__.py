"""`ioc demo`: a simulated city. Everything it does goes through the public doors: MQTT, HTTP, camera sources."""

import signal
import threading
import time

from demo import roster
from demo.cctv import live, open_cameras
from demo.citizens import Citizens
from demo.crews import Crew
from demo.doors import Api, Devices, Refused
from demo.officer import Officer
from demo.siting import Sites, sites
from demo.town_day import TownDay
from ioc.kernel import config
from ioc.kernel.config import Settings
from ioc.kernel.mqtt import device_login
from ioc.places import pack as packs
from ioc.places.pack import CityPack

TICK_S = 0.5


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - this process's log


class Demo:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.demo = settings.config.demo
        self.base = f"http://127.0.0.1:{settings.port}"
        self.pack: CityPack = packs.load(settings.pack_folder)
        self.stopping = threading.Event()

    def run(self) -> None:
        admin = Api(self.base, self.settings.home.secret("demo-admin-token"))
        found = sites(self.pack)
        bodies = roster.devices(found, self.demo.sensors)
        roster.numbers(admin, self.demo.seed)
        cards = roster.crews(admin, self.pack, self.demo.seed)
        roster.staff(admin, self.settings.home, cards)
        (self.settings.home.dir("run") / "demo-ready").touch()
        day = TownDay(found, bodies, self.pack.manifest.timezone, self.demo.seed, self.demo.speed)
        self._cameras(found, day)
        known = {card["key"] for card in admin.all("/api/v1/sensors")}
        roster.register(admin, "/api/v1/sensors", bodies, known, say)
        finished: list[str] = []
        threads = [
            threading.Thread(target=self._crews, args=(admin, cards, finished), daemon=True),
            threading.Thread(target=self._people, args=(admin, day, finished), daemon=True),
        ]
        for thread in threads:
            thread.start()
        self._devices(day)

    def _cameras(self, found: Sites, day: TownDay) -> None:
        """Begins before the sensors are registered: streets take a second each to draw."""
        cameras = found.cameras[: self.demo.cameras]
        cctv = open_cameras(cameras, day, self.settings, self.pack.manifest.timezone, say)
        if cctv is not None:
            admin = Api(self.base, self.settings.home.secret("demo-admin-token"))
            threading.Thread(target=live, args=(cctv, admin, self.stopping, say), daemon=True).start()

    def _devices(self, day: TownDay) -> None:
        login = device_login(self.settings)
        devices = Devices(login.host, login.port, login.username, login.password)
        last = time.monotonic()
        while not self.stopping.wait(TICK_S):
            now = time.monotonic()
            day.step(min(5.0, now - last), devices)
            last = now
        devices.close()

    def _crews(self, admin: Api, cards: list[dict[str, object]], finished: list[str]) -> None:
        home, demo = self.settings.home, self.demo
        crews = [
            Crew(Api(self.base, roster.crew_token(admin, home, card)), card, self.pack, demo.seed, demo.speed)
            for card in cards
            if card["code"] != roster.TABLET_CREW  # that one belongs to whoever signs in at the tablet
        ]
        while not self.stopping.wait(TICK_S):
            for crew in crews:
                try:
                    done = crew.step(time.monotonic())
                except (Refused, OSError) as error:
                    say(f"{crew.card['code']}: {error}")
                    continue
                if done:
                    finished.append(done)

    def _people(self, admin: Api, day: TownDay, finished: list[str]) -> None:
        citizens = Citizens(Api(self.base, None), self.pack, self.demo.seed)
        officer = Officer(admin, self.demo.speed)
        last = time.monotonic()
        while not self.stopping.wait(TICK_S):
            now = time.monotonic()
            passed, last = (now - last) * self.demo.speed, now
            try:
                while finished:
                    incident = admin.get(f"/api/v1/incidents/{finished.pop()}")
                    day.repaired([alarm["key"] for alarm in incident["alarm_list"] if alarm["key"]])
                citizens.step(passed, day.flooded())
                officer.step(now)
            except (Refused, OSError) as error:
                say(f"people: {error}")


def main() -> None:
    demo = Demo(config.load())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: demo.stopping.set())
    demo.run()


if __name__ == "__main__":
    main()
