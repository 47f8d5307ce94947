"""ReportCard: what staff see of a report in a list, an incident or the live feed."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.incidents.models import Attachment
from ioc.kernel.clock import rfc3339
from ioc.kernel.files import StoredFile
from ioc.reports.models import Report


def cards(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """By id; three queries however many there are. The contact is never in a card."""
    wanted = list(ids)
    pictures = photos(session, wanted)
    rows = session.scalars(select(Report).where(Report.id.in_(wanted)))
    return {row.id: _card(row, pictures.get(row.id, [])) for row in rows}


def photos(session: Session, report_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """The pictures of each report that can be shown already, in the order they came."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    query = (
        select(Attachment.report_id, StoredFile.id)
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .where(Attachment.report_id.in_(list(report_ids)), StoredFile.state == "ready")
        .order_by(Attachment.id)
    )
    for report_id, file_id in session.execute(query):
        found[report_id or 0].append({"id": file_id, "url": f"/files/{file_id}", "thumb": f"/files/{file_id}/thumb"})
    return found


def _card(row: Report, pictures: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row.id,
        "version": row.version,
        "code": row.code,
        "category": row.category,
        "text": row.text,
        "state": row.state,
        "incident_id": row.incident_id,
        "received_at": rfc3339(row.received_at),
        "answer_due_at": rfc3339(row.answer_due_at),
        "answered_at": rfc3339(row.answered_at),
        "rating": row.rating,
        "photos": pictures,
        "place": row.place,
        "ward": row.ward,
        "lat": row.lat,
        "lon": row.lon,
        "channel": row.channel,
        "origin": row.origin,
    }
