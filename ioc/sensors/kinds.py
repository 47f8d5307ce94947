"""What kinds of sensors the centre knows, and what they measure. The first quantity of a kind is the one on the map."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Quantity:
    code: str
    name: str
    name_en: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    name: str
    name_en: str
    icon: str
    quantities: tuple[Quantity, ...]
    expected_every_s: int = 60

    @property
    def primary(self) -> str:
        return self.quantities[0].code

    def quantity(self, code: str | None) -> Quantity | None:
        return next((each for each in self.quantities if each.code == code), None)

    def card(self) -> dict[str, Any]:
        quantities = [{"code": q.code, "name": q.name, "name_en": q.name_en, "unit": q.unit} for q in self.quantities]
        return {
            "code": self.code,
            "name": self.name,
            "name_en": self.name_en,
            "icon": self.icon,
            "quantities": quantities,
        }


_BATTERY = Quantity("battery_pct", "Pin", "Battery", "%")
_SIGNAL = Quantity("rssi_dbm", "Sóng", "Signal", "dBm")

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "lighting", "Đèn đường", "Street light", "lamp",
            (
                Quantity("power_w", "Công suất", "Power", "W"),
                Quantity("on", "Đang sáng", "Lit"),
                Quantity("fault", "Báo hỏng", "Fault flag"),
                Quantity("voltage_v", "Điện áp", "Voltage", "V"),
                Quantity("current_a", "Dòng điện", "Current", "A"),
                Quantity("leak_ma", "Dòng rò", "Leakage", "mA"),
                Quantity("temperature_c", "Nhiệt độ", "Temperature", "°C"),
                Quantity("dim_pct", "Độ sáng", "Dimming", "%"),
                Quantity("energy_kwh", "Điện năng", "Energy", "kWh"),
            ),
            expected_every_s=300,
        ),
        Kind(
            "drainage", "Mực nước cống", "Drain level", "drain",
            (
                Quantity("level_cm", "Mực nước", "Level", "cm"),
                Quantity("flow_ls", "Lưu lượng", "Flow", "l/s"),
                Quantity("rain_mm_h", "Cường độ mưa", "Rain rate", "mm/h"),
                Quantity("gate_open_pct", "Độ mở cửa cống", "Gate opening", "%"),
                Quantity("pump_on", "Bơm chạy", "Pump running"),
                _BATTERY,
                _SIGNAL,
            ),
            expected_every_s=60,
        ),
        Kind(
            "traffic", "Lưu lượng xe", "Traffic flow", "signal",
            (
                Quantity("flow_vph", "Lưu lượng", "Flow", "xe/h"),
                Quantity("speed_kmh", "Tốc độ", "Speed", "km/h"),
                Quantity("occupancy_pct", "Độ chiếm dụng", "Occupancy", "%"),
                Quantity("queue_m", "Hàng chờ", "Queue", "m"),
                Quantity("signal_fault", "Lỗi đèn tín hiệu", "Signal fault"),
            ),
            expected_every_s=60,
        ),
    )
}  # fmt: skip
INDEX: dict[str, int] = {code: index for index, code in enumerate(KINDS)}


def cards() -> list[dict[str, Any]]:
    """The `kinds` of a snapshot, in the order that packed records point into."""
    return [kind.card() for kind in KINDS.values()]


def unit_of(kind: str, quantity: str | None) -> str:
    found = KINDS[kind].quantity(quantity) if kind in KINDS else None
    return found.unit if found else ""
