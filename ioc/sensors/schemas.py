"""Shapes of sensors and alarms on the wire."""

from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from ioc.kernel.shapes import Shape

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Interval = Annotated[int, Field(ge=1, le=7 * 86_400)]
Delay = Annotated[float, Field(ge=0, le=3600)]


class NewSensor(Shape):
    key: Key
    kind: str
    name: Name
    lat: Latitude
    lon: Longitude
    expected_every_s: Interval | None = None
    agency_id: int | None = None


class SensorEdit(Shape):
    kind: str = ""
    name: Name = ""
    lat: Latitude = 0
    lon: Longitude = 0
    expected_every_s: Interval = 60
    agency_id: int | None = None
    in_service: bool = True


class Adoption(Shape):
    kind: str
    name: Name
    lat: Latitude
    lon: Longitude


class Texts(Shape):
    """One text in both languages; English may be left out."""

    vi: Name
    en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""


class SheetText(Shape):
    vi: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


class ResponseSheet(Shape):
    """What the officer reads when the rule breaks."""

    cause: SheetText
    consequence: SheetText
    action: SheetText


class RuleEdit(Shape):
    """With `sensor_id` the rule is changed for that sensor alone. `explained_by`: a graver rule's code, or null."""

    sensor_id: int | None = None
    threshold: float | None = None
    clear: float | None = None
    on_delay_s: Delay = 10
    off_delay_s: Delay = 30
    severity: Annotated[int, Field(ge=1, le=4)] = 4
    enabled: bool = True
    opens_incident: bool = True
    explained_by: Annotated[str, StringConstraints(max_length=48)] | None = None
    title: Texts | None = None
    response: ResponseSheet | None = None


class Shelve(Shape):
    reason: Reason
    minutes: Annotated[float, Field(gt=0, le=480)]


class Because(Shape):
    reason: Reason


class OutOfService(Shape):
    """Without `until` it stays out until somebody puts it back."""

    reason: Reason
    until: AwareDatetime | None = None


class Page(Shape):
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: int | None = None


class SensorQuery(Page):
    q: str = ""
    kind: str = ""
    key: str = ""


class AlarmQuery(Page):
    """`state`: a list by comma, or `open` (all but normal) or `all`."""

    state: str = "open"
    sensor_id: int | None = None
    incident_id: int | None = None


class ReadingQuery(Shape):
    model_config = ConfigDict(populate_by_name=True)
    quantity: str | None = None
    start: AwareDatetime | None = Field(None, alias="from")
    stop: AwareDatetime | None = Field(None, alias="to")
    points: Annotated[int, Field(ge=2, le=5000)] = 500


class LatestQuery(Shape):
    """`from` and `to` count with a sensor only."""

    model_config = ConfigDict(populate_by_name=True)
    sensor_id: int | None = None
    start: AwareDatetime | None = Field(None, alias="from")
    stop: AwareDatetime | None = Field(None, alias="to")
    cursor: int | None = None
    quantity: str | None = None
    limit: Annotated[int, Field(ge=1, le=5000)] = 500
