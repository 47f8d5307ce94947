"""The shape of a rule that ships: limits, delays, severity, and what the officer reads when it breaks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    vi: str
    en: str

    def as_json(self) -> dict[str, str]:
        return {"vi": self.vi, "en": self.en}


@dataclass(frozen=True, slots=True)
class Sheet:
    """`only_when`: the quantity that must equal 1 for the rule to count (a lamp that is off draws no power).

    `explained_by`: the code of a graver rule that tells the same story (ioc.sensors.rules.design).
    """

    code: str
    condition: str
    severity: int
    category: str
    title: Text
    cause: Text
    consequence: Text
    action: Text
    quantity: str | None = None
    threshold: float | None = None
    clear: float | None = None
    on_delay_s: float = 10
    off_delay_s: float = 30
    opens_incident: bool = True
    only_when: str | None = None
    explained_by: str | None = None
