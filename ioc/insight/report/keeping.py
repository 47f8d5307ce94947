"""Where shift reports lie: IOC_HOME/files/reports, named by the time of the handover and a random part."""

import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from flask_babel import gettext as _

from ioc.kernel.clock import now as present
from ioc.kernel.config import Home
from ioc.kernel.errors import NotFound
from ioc.kernel.files import write_whole

KEEP = timedelta(days=3 * 366)  # as long as anybody may ask what a shift handed over
NAME = re.compile(r"shift-\d{8}-\d{4}-[0-9a-f]{12}")


def name_of(at: datetime) -> str:
    return f"shift-{at:%Y%m%d-%H%M}-{secrets.token_hex(6)}"


def path_of(home: Home, name: str) -> Path:
    """The file of a report. Raises NotFound for what is no name of ours or is not there."""
    path = home.dir("files/reports") / f"{name}.html"
    if not NAME.fullmatch(name) or not path.is_file():
        raise NotFound(_("Không có báo cáo ca này."))
    return path


def write(home: Home, name: str, page: str) -> None:
    """Whole or not at all."""
    write_whole(home.dir("files/reports") / f"{name}.html", page.encode())


def forget(home: Home, now: datetime | None = None) -> int:
    """Deletes reports older than KEEP; how many."""
    oldest = ((now or present()) - KEEP).timestamp()
    gone = [path for path in home.dir("files/reports").glob("shift-*.html") if path.stat().st_mtime < oldest]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
