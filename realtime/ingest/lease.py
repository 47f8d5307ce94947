"""One process per slice: a lease in the database, taken over at once from a holder on this machine that is dead."""

import logging
import os
import socket
import threading
import time

import psutil
from sqlalchemy.orm import Session

from ioc.kernel import clock
from ioc.kernel.db import Database
from ioc.sensors.service import accounts

log = logging.getLogger(__name__)
RENEW_S = 3.0


def me() -> str:
    process = psutil.Process()
    return f"{socket.gethostname()}:{os.getpid()}:{int(process.create_time())}"


def is_dead(holder: str) -> bool:
    """Whether a holder is a process of this machine that no longer runs; unknown ones are taken for alive."""
    host, _, rest = holder.rpartition(":")
    host, _, pid = host.rpartition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        return int(psutil.Process(int(pid)).create_time()) != int(rest)
    except psutil.NoSuchProcess:
        return True


class Lease:
    def __init__(self, db: Database, name: str) -> None:
        self.db = db
        self.name = name
        self.holder = me()
        self._renewed = 0.0

    def acquire(self, stop: threading.Event) -> None:
        """Waits until the slice is free."""
        while not stop.is_set():
            with self.db.write() as session:
                other = accounts.take_lease(session, clock.now(), self.name, self.holder)
                if other is not None and is_dead(other):
                    other = accounts.take_lease(session, clock.now(), self.name, self.holder, dead=True)
                if other is None:
                    accounts.open_books(session, clock.now(), self.name)
            if other is None:
                self._renewed = time.monotonic()
                return
            log.info("slice %s is held by %s; waiting", self.name, other)
            stop.wait(1)

    @property
    def due(self) -> bool:
        return time.monotonic() - self._renewed > RENEW_S

    def renew(self, session: Session) -> bool:
        """In a unit that writes anyway. True: it counts once the unit is committed (`renewed`)."""
        if not self.due:
            return False
        accounts.renew_lease(session, clock.now(), self.name, self.holder)
        return True

    def renewed(self) -> None:
        self._renewed = time.monotonic()

    def release(self) -> None:
        with self.db.write() as session:
            accounts.drop_lease(session, self.name, self.holder)
