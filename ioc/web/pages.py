"""The pages that are shells of the browser side: who may open which."""

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import get_locale
from sqlalchemy import select

from ioc.accounts.guard import actor, needs
from ioc.agencies.models import Category
from ioc.insight import figures
from ioc.kernel.clock import now
from ioc.kernel.http import services

bp = Blueprint("pages", __name__)
PERIODS = (1, 7, 30)  # days


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


@bp.get("/lead")
@needs("insight.view")
def lead() -> str:
    """One sentence first, then the figures behind it; all of it from insight's figures."""
    days = request.args.get("days", 1, type=int)
    days = days if days in PERIODS else 1
    english = str(get_locale()) == "en"
    with services().db.read() as session:
        f = figures.overview(session, now(), days)
        names = {row.code: row.name_en if english else row.name for row in session.scalars(select(Category))}
    agencies = [
        (each["name_en"] if english else each["name"], each["live"], each["capacity"], f"{each['share']:.0%}")
        for each in f["agencies"]
    ]
    categories = [
        (names.get(each["category"], each["category"]), each["opened"], each["done"], each["on_time"])
        for each in f["categories"]
    ]
    wards = [(each["ward"] or "–", each["opened"]) for each in f["wards"]]
    return render_template("lead.html", f=f, days=days, agencies=agencies, categories=categories, wards=wards)
