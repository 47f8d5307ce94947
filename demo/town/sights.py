"""What is worth finding by name: schools, markets, hospitals, offices …"""

from collections import defaultdict

from shapely.geometry import Point

from demo.town.model import Town
from ioc.places.osm.vocabulary import SIGHTS

# purpose → first word(s) of its name; what follows is a ward's or a street's name
_CALLED = {
    "hospital": ("Bệnh viện Đa khoa", "Bệnh viện"),
    "university": ("Đại học", "Trường Cao đẳng"),
    "stadium": ("Sân vận động",),
    "bus_station": ("Bến xe",),
    "museum": ("Bảo tàng",),
    "fire_station": ("Cảnh sát Phòng cháy chữa cháy",),
    "police": ("Công an",),
    "post_office": ("Bưu điện",),
    "library": ("Thư viện",),
    "marketplace": ("Chợ",),
    "school": ("Trường THCS", "Trường Tiểu học", "Trường THPT", "Trường Mầm non"),
    "place_of_worship": ("Chùa", "Đình", "Đền"),
    "park": ("Công viên",),
    "pond": ("Hồ",),
    "industrial": ("Cụm công nghiệp",),
    "fuel": ("Cây xăng",),
    "palace": ("Hoàng thành",),
}
_OF_TOWN = ("stadium", "bus_station", "museum", "library", "palace")
_KIND = {"pond": "park", "palace": "attraction", "stadium": "attraction", "industrial": "townhall"}

Sight = tuple[str, str, float, float]  # kind, name, x, y


def find_sights(town: Town, name: str) -> list[Sight]:
    """One for every block with a purpose and one office for every ward; no two of the same name."""
    found: list[Sight] = []
    used: dict[str, int] = defaultdict(int)
    for kind, lot in town.blocks.special:
        spot = lot.representative_point()
        ward = next((w.name for w, _ in town.wards if w.area.contains(spot)), name)
        words = _CALLED[kind]
        title = f"{words[used[kind] % len(words)]} {name if kind in _OF_TOWN else ward}"
        used[kind] += 1
        used[title] += 1
        if used[title] > 1:
            title = f"{title} {used[title]}"
        found.append((_KIND.get(kind, kind), title, spot.x, spot.y))
    return found + [_office(town, ward.full_name, ward.area) for ward, _ in town.wards]


def _office(town: Town, ward: str, area: object) -> Sight:
    """A ward's people's committee sits by the street nearest to the ward's middle."""
    middle: Point = area.representative_point()  # type: ignore[attr-defined]  # a shapely geometry
    street = min((s.line for s in town.streets if not s.bridge), key=lambda line: line.distance(middle))
    door = street.interpolate(street.project(middle))
    return "townhall", f"UBND {ward}", door.x + 12, door.y + 9


def sort_of(kind: str) -> str:
    return SIGHTS.get(kind, "")
