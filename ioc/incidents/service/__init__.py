"""Use cases of incidents: one function is one transaction's worth of intent. The only code that appends their facts."""

from ioc.incidents.service.agencies import ask_more_time, give_more_time, hand_back, refuse_more_time
from ioc.incidents.service.deadlines import escalate_overdue
from ioc.incidents.service.field import FromField, answer_help, ask_help, check
from ioc.incidents.service.merging import merge, relink, remember, unmerge, whereabouts
from ioc.incidents.service.moves import (
    Judgement,
    cancel,
    claim,
    close,
    follow,
    hold,
    release,
    release_due_holds,
    reopen,
    resolve,
    resume,
    triage,
)
from ioc.incidents.service.opening import Draft, join, nearest, open_incident, open_or_join, told_by_officer
from ioc.incidents.service.reporting import answer_due, count_photos, pass_on
from ioc.incidents.service.writing import attach, is_late, note, pictured

__all__ = [
    "Draft",
    "FromField",
    "Judgement",
    "answer_due",
    "answer_help",
    "ask_help",
    "ask_more_time",
    "attach",
    "cancel",
    "check",
    "claim",
    "close",
    "count_photos",
    "escalate_overdue",
    "follow",
    "give_more_time",
    "hand_back",
    "hold",
    "is_late",
    "join",
    "merge",
    "nearest",
    "note",
    "open_incident",
    "open_or_join",
    "pass_on",
    "pictured",
    "refuse_more_time",
    "release",
    "release_due_holds",
    "relink",
    "remember",
    "reopen",
    "resolve",
    "resume",
    "told_by_officer",
    "triage",
    "unmerge",
    "whereabouts",
]
