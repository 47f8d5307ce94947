"""Cross-site requests are refused: by where they come from, and by a token that only our own pages know."""

from urllib.parse import urlsplit

from flask import request
from flask_babel import gettext as _
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from ioc.accounts.guard import actor
from ioc.accounts.identity import WRITES, bearer
from ioc.kernel.errors import Forbidden
from ioc.kernel.http import services

HEADER, FIELD = "X-CSRFToken", "csrf_token"


class CrossSite(Forbidden):
    type = "cross-site"


class CsrfInvalid(Forbidden):
    type = "csrf"


def protect() -> None:
    """Bearer calls carry their own proof. A cookie session, and signing in itself, need the page's token."""
    if request.method not in WRITES or bearer() is not None:
        return
    if _from_elsewhere():
        raise CrossSite(_("Yêu cầu đến từ một trang khác nên bị từ chối."))
    if actor().kind != "user" and request.blueprint != "login":
        return
    try:
        validate_csrf(request.headers.get(HEADER) or request.form.get(FIELD))
    except ValidationError as wrong:
        raise CsrfInvalid(_("Trang đã mở quá lâu. Hãy tải lại trang rồi thử lại.")) from wrong


def _from_elsewhere() -> bool:
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    ours = {request.host, urlsplit(services().settings.public_url).netloc}
    return urlsplit(origin).netloc not in ours
