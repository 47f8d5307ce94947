"""Who should go to an incident: what the rules need is read here, what they decide is told with its reasons."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.agencies.models import Category
from ioc.dispatch.models import Assignment, Crew
from ioc.dispatch.rules import moves, ranking
from ioc.dispatch.rules.ranking import Excluded, Option, Ranked, Reason
from ioc.dispatch.skills import in_words
from ioc.incidents import access
from ioc.incidents.models import Incident
from ioc.kernel import geo, house
from ioc.kernel.actor import Actor

DETOUR = 1.4  # streets against the straight line, where there is no street graph
CITY_M_S = 7.0
ROUTES = 5  # how many of the first get their way drawn
TOLD = 30  # how many exclusions are told

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Busy:
    """When a busy crew is probably free, and where it is then."""

    wait_s: float
    place: str
    at: Point


def recommend(session: Session, actor: Actor, now: datetime, incident_id: int) -> dict[str, Any]:
    """Ranked crews with reasons and ways, and the excluded ones with theirs."""
    incident = access.get(session, actor, incident_id)
    settings = house.config(session).dispatch
    category = session.get_one(Category, incident.category)
    skills = frozenset(str(skill) for skill in category.skills)
    origins = house.workers(session, incident.origin)
    rows = {row.id: row for row in session.scalars(select(Crew).where(Crew.origin.in_(origins), Crew.active))}
    work = _busy(session, now)
    options = {row.id: _option(row, incident, work.get(row.id)) for row in rows.values()}
    _mark_asked(session, incident.id, options)

    unusable = timedelta(minutes=settings.position_unusable_min)
    why_not = {key: ranking.excluded(option, now, unusable) for key, option in options.items()}
    usable = [option for key, option in options.items() if why_not[key] is None]
    short = ranking.shortlist(usable, skills, settings.shortlist)
    starts = [_start(rows[option.crew_id], work.get(option.crew_id)) for option in short]
    travels = travel(session, starts, (incident.lon, incident.lat))
    stale = timedelta(seconds=settings.position_stale_s)
    ranked, unreachable = ranking.rank(short, travels, skills, now, stale)
    left_out = [Excluded(key, reason) for key, reason in why_not.items() if reason is not None]
    left_out.sort(key=lambda out: (out.reason.code == "off", out.crew_id))
    return {
        "ranked": [_told(session, rows, work, incident, found, n) for n, found in enumerate(ranked)],
        "excluded": [
            {"crew_id": out.crew_id, "code": rows[out.crew_id].code, "reason": _reason(out.reason)}
            for out in [*unreachable, *left_out][:TOLD]
        ],
    }


def travel(session: Session, starts: list[Point], to: Point) -> list[tuple[float, float] | None]:
    """Seconds and metres from each start to `to`: on the streets of the city pack, else by the straight line."""
    pack = house.pack(session)
    if pack is not None:
        return [tuple(found) if found else None for found in pack.streets.travel(starts, to)]
    ways = [geo.metres(lon, lat, *to) * DETOUR for lon, lat in starts]
    return [(way / CITY_M_S, way) for way in ways]


def _option(row: Crew, incident: Incident, busy: Busy | None) -> Option:
    here = None
    if row.lon is not None and row.lat is not None:
        here = geo.metres(row.lon, row.lat, incident.lon, incident.lat)
    return Option(
        crew_id=row.id,
        code=row.code,
        skills=frozenset(str(skill) for skill in row.skills),
        status=row.status,
        position_at=row.position_at,
        air_m=here,
        wait_s=busy.wait_s if busy else 0.0,
        wait_at=busy.place if busy else "",
        pause=row.pause,
    )


def _busy(session: Session, now: datetime) -> dict[int, Busy]:
    """What every crew with live assignments still has to do."""
    live = (
        select(Assignment, Incident)
        .join(Incident, Incident.id == Assignment.incident_id)
        .where(Assignment.state.in_(moves.LIVE))
        .order_by(Assignment.offered_at, Assignment.id)
    )
    found: dict[int, Busy] = {}
    for assignment, incident in session.execute(live).tuples():
        since = assignment.on_scene_at or assignment.en_route_at or assignment.accepted_at or assignment.offered_at
        more = ranking.free_after(assignment.state, since, assignment.eta_s, now)
        before = found[assignment.crew_id].wait_s if assignment.crew_id in found else 0.0
        found[assignment.crew_id] = Busy(before + more, incident.place, (incident.lon, incident.lat))
    return found


def _mark_asked(session: Session, incident_id: int, options: dict[int, Option]) -> None:
    """Crews that are on this incident already, and those that declined it."""
    asked = select(Assignment.crew_id, Assignment.state).where(Assignment.incident_id == incident_id)
    for crew_id, state in session.execute(asked).tuples():
        option = options.get(crew_id)
        if option is not None and (state in moves.LIVE or state == "declined"):
            options[crew_id] = _with(option, live=state in moves.LIVE)


def _with(option: Option, *, live: bool) -> Option:
    return replace(option, here=option.here or live, declined=option.declined or not live)


def _start(row: Crew, busy: Busy | None) -> Point:
    """Where it sets out from: where it works now, or where it is."""
    if busy is not None:
        return busy.at
    return (row.lon or 0.0, row.lat or 0.0)


def _told(
    session: Session, rows: dict[int, Crew], work: dict[int, Busy], incident: Incident, found: Ranked, n: int
) -> dict[str, Any]:
    row, pack = rows[found.crew_id], house.pack(session)
    start, to = _start(row, work.get(row.id)), (incident.lon, incident.lat)
    route: list[Point] = []
    if n < ROUTES:
        route = pack.streets.route(start, to) if pack is not None else [start, to]
    return {
        "crew_id": row.id,
        "code": row.code,
        "leader": row.leader,
        "eta_s": round(found.eta_s),
        "distance_m": round(found.distance_m),
        "reasons": [_reason(reason, row.equipment) for reason in found.reasons],
        "route": [[round(lon, 6), round(lat, 6)] for lon, lat in route],
    }


def _reason(reason: Reason, equipment: dict[str, Any] | None = None) -> dict[str, Any]:
    """On the wire: skills also in the words of the asker's language."""
    params = dict(reason.params)
    codes = params.get("codes")
    if isinstance(codes, list):
        params["skills"] = ", ".join(in_words(str(code), equipment) for code in codes)
    return {"code": reason.code, "params": params}
