"""The pages that are shells of the browser side: who may open which."""

from flask import Blueprint, Response, make_response, render_template

from ioc.accounts.guard import actor, needs
from ioc.kernel.http import services

bp = Blueprint("pages", __name__)


@bp.get("/console")
@needs("alarms.work")
def console() -> str:
    return render_template("console.html")


@bp.get("/wall")
@needs("alarms.view")
def wall() -> str:
    return render_template("wall.html")


@bp.get("/crew")
@needs("assignments.own")
def crew() -> Response:
    answer = make_response(render_template("crew.html", needs=services().settings.config.dispatch.done_needs))
    answer.headers["X-Person"] = str(actor().id)  # the tablet keeps this page, and photos, for this person only
    return answer
