"""The rules that ship, by kind: one P1, some 15 % P2, the rest P3 and P4 (ISA-18.2), each with its response sheet."""

from ioc.sensors.sheets import camera, drainage, lighting, traffic
from ioc.sensors.sheets.sheet import Sheet

SHEETS: dict[str, tuple[Sheet, ...]] = {
    "drainage": drainage.SHEETS,
    "lighting": lighting.SHEETS,
    "traffic": traffic.SHEETS,
    "camera": camera.SHEETS,
}
