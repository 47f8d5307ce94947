"""Facts about who is responsible. Reference data: screens take it from their next snapshot."""

from typing import ClassVar

from ioc.kernel.events import ALL, Audiences, Fact, fact


@fact
class AgencyChanged(Fact):
    """An agency was added or edited; `fields` names what changed."""

    kind: ClassVar[str] = "agency.changed"
    subject: ClassVar[str] = "agency"
    audiences: ClassVar[Audiences] = {"staff": ALL}
    fields: list[str]


@fact
class CategoryChanged(Fact):
    """A category was added or edited; the subject is the agency that answers for it."""

    kind: ClassVar[str] = "category.changed"
    subject: ClassVar[str] = "agency"
    audiences: ClassVar[Audiences] = {"staff": ALL}
    category: str
    fields: list[str]
