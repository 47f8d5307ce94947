"""Where a fact comes from. Drills and demos look like themselves, reach no citizen and enter no KPI."""

from enum import StrEnum


class Origin(StrEnum):
    REAL = "real"
    DRILL = "drill"
    DEMO = "demo"
