"""The default rules, added to a new centre by code. What a city changed is never overwritten."""

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from ioc.sensors.models import AlarmRule
from ioc.sensors.sheets import SHEETS
from ioc.sensors.sheets.sheet import Sheet


def seed(session: Session) -> None:
    """Needs the categories (ioc.agencies.seed); a rule whose category a city has removed stays out."""
    present = set(session.execute(select(AlarmRule.kind, AlarmRule.code)).tuples())
    categories: set[str] = set(session.scalars(select(column("code")).select_from(table("category"))))
    for kind, sheets in SHEETS.items():
        for sheet in sheets:
            if (kind, sheet.code) not in present and sheet.category in categories:
                session.add(_row(kind, sheet))
    session.flush()


def _row(kind: str, sheet: Sheet) -> AlarmRule:
    return AlarmRule(
        code=sheet.code,
        kind=kind,
        quantity=sheet.quantity,
        condition=sheet.condition,
        threshold=sheet.threshold,
        clear=sheet.clear,
        on_delay_s=sheet.on_delay_s,
        off_delay_s=sheet.off_delay_s,
        severity=sheet.severity,
        opens_incident=sheet.opens_incident,
        only_when=sheet.only_when,
        explained_by=sheet.explained_by,
        category=sheet.category,
        title=sheet.title.as_json(),
        response={
            "cause": sheet.cause.as_json(),
            "consequence": sheet.consequence.as_json(),
            "action": sheet.action.as_json(),
        },
    )
