"""What each role may do. Every route and every socket event names exactly one of these."""

from types import MappingProxyType

from flask_babel import gettext as _

VIEW = frozenset(
    {
        "board.join",
        "incidents.view",
        "alarms.view",
        "sensors.view",
        "cameras.list",
        "cameras.view",
        "crews.view",
        "places.view",
        "agencies.view",
        "files.view",
        "account.own",
    }
)
WORK = frozenset(
    {
        "incidents.open",
        "incidents.work",  # write, photograph, tick, claim, say that it is done
        "incidents.judge",  # how urgent, whose, by when, whether at all: an agency does not decide that for itself
        "alarms.work",
        "dispatch.send",
        "reports.view",
        "reports.work",
        "shifts.work",
        "insight.view",
        "events.view",
        "search.use",
        "cameras.review",
        "assignments.move",
        "crews.status",
    }
)
OFFICER = VIEW | WORK
SUPERVISOR = OFFICER | {"crews.manage", "reports.erase"}
ADMIN = SUPERVISOR | {"sensors.manage", "cameras.manage", "agencies.manage", "users.manage"}

ROLES: MappingProxyType[str, frozenset[str]] = MappingProxyType(
    {
        "admin": ADMIN,
        "supervisor": SUPERVISOR,
        "officer": OFFICER,
        "moderator": frozenset({"places.view", "account.own"}),
        "agency": frozenset(
            {
                "board.join",
                "incidents.view",
                "incidents.work",
                "crews.view",
                "places.view",
                "agencies.view",
                "reports.view",
                "files.view",
                "search.use",
                "account.own",
            }
        ),
        "crew": frozenset(
            {
                "board.join",
                "incidents.view",
                "assignments.own",
                "assignments.move",
                "crews.own",
                "crews.status",
                "places.view",
                "agencies.view",
                "files.view",
                "account.own",
            }
        ),
        "viewer": VIEW,
        "gateway": frozenset({"gateway.pull", "gateway.push", "cameras.list"}),
        "device": frozenset({"sensors.push"}),
        "citizen": frozenset(),
    }
)
PERMISSIONS = frozenset[str]().union(*ROLES.values())
PUBLIC = "public"  # a route that anybody may call says so by this name
STAFF = frozenset({"admin", "supervisor", "officer", "moderator", "agency"})  # those who must hold a second factor


def role_names() -> dict[str, str]:
    """What people call the roles, in the reader's language."""
    return {
        "admin": _("Quản trị"),
        "supervisor": _("Lãnh đạo"),
        "officer": _("Người trực"),
        "moderator": _("Điều phối đối thoại"),
        "agency": _("Cán bộ đơn vị"),
        "crew": _("Tổ hiện trường"),
        "viewer": _("Màn hình tường"),
        "gateway": _("Trạm camera"),
        "device": _("Thiết bị"),
        "citizen": _("Người dân"),
    }
