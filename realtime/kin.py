"""What hangs together: the relations between subjects that decide who may see them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.dispatch.models import Assignment, Crew
from ioc.incidents.models import Incident
from ioc.reports.models import Report

LIVE_ASSIGNMENT = ("offered", "accepted", "en_route", "on_scene")
AT_ONCE = 500  # parameters in one IN list


@dataclass
class Kin:
    """Relations of a set of incidents and crews, read in one unit."""

    assignments: dict[int, dict[int, int]] = field(default_factory=dict)  # incident: {live assignment: crew}
    reports: dict[int, dict[int, str]] = field(default_factory=dict)  # incident: {report: state}
    agency_of_incident: dict[int, int] = field(default_factory=dict)
    agency_of_crew: dict[int, int] = field(default_factory=dict)
    assignments_of_crew: dict[int, set[int]] = field(default_factory=dict)  # live ones, of the crews asked for

    def crews_of(self, incident_id: int) -> Iterable[int]:
        """Crews with a live assignment on the incident."""
        return self.assignments.get(incident_id, {}).values()

    def reports_of(self, incident_id: int) -> Iterable[int]:
        return self.reports.get(incident_id, {})


def load(session: Session, incidents: Iterable[int], crews: Iterable[int]) -> Kin:
    """The relations of these incidents, and of these crews and those sent to the incidents."""
    kin = Kin(assignments=defaultdict(dict), reports=defaultdict(dict), assignments_of_crew=defaultdict(set))
    wanted = set(crews)
    for ids in some(wanted):
        under_way = select(Assignment.crew_id, Assignment.id).where(
            Assignment.crew_id.in_(ids), Assignment.state.in_(LIVE_ASSIGNMENT)
        )
        for crew_id, assignment_id in session.execute(under_way):
            kin.assignments_of_crew[crew_id].add(assignment_id)
    for ids in some(incidents):
        live = select(Assignment.incident_id, Assignment.id, Assignment.crew_id).where(
            Assignment.incident_id.in_(ids), Assignment.state.in_(LIVE_ASSIGNMENT)
        )
        for incident_id, assignment_id, crew_id in session.execute(live):
            kin.assignments[incident_id][assignment_id] = crew_id
            wanted.add(crew_id)
        told = select(Report.incident_id, Report.id, Report.state).where(Report.incident_id.in_(ids))
        for linked, report_id, state in session.execute(told):
            if linked is not None:
                kin.reports[linked][report_id] = state
        owners = select(Incident.id, Incident.agency_id).where(Incident.id.in_(ids))
        kin.agency_of_incident.update(session.execute(owners).tuples().all())
    for ids in some(wanted):
        homes = select(Crew.id, Crew.agency_id).where(Crew.id.in_(ids))
        kin.agency_of_crew.update(session.execute(homes).tuples().all())
    return kin


def some(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids in lists that a database takes in one statement."""
    left = iter(set(ids))
    while part := list(islice(left, AT_ONCE)):
        yield part
