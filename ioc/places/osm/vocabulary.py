"""What OpenStreetMap's tags mean on our map (Protomaps v4 kinds) and in our words."""

from typing import NamedTuple


class Road(NamedTuple):
    kind: str
    minzoom: int


class Locality(NamedTuple):
    kind: str
    minzoom: int
    rank: int


ROADS = {
    "motorway": Road("highway", 3),
    "trunk": Road("major_road", 6),
    "primary": Road("major_road", 7),
    "secondary": Road("major_road", 9),
    "tertiary": Road("major_road", 11),
    "residential": Road("minor_road", 12),
    "unclassified": Road("minor_road", 12),
    "living_street": Road("minor_road", 13),
    "road": Road("minor_road", 13),
    "service": Road("minor_road", 14),
    "pedestrian": Road("path", 13),
    "track": Road("path", 13),
    "path": Road("path", 14),
    "footway": Road("path", 14),
    "cycleway": Road("path", 14),
    "steps": Road("path", 14),
    "bridleway": Road("path", 14),
}
RAILS = frozenset({"rail", "subway", "light_rail", "tram"})
WATERWAYS = {"river": 8, "canal": 10, "stream": 13, "drain": 13, "ditch": 13}
LANDUSE = {
    "leisure": frozenset(
        {"park", "garden", "pitch", "stadium", "golf_course", "playground", "nature_reserve"},
    ),
    "landuse": frozenset(
        {"forest", "grass", "meadow", "residential", "industrial", "commercial", "cemetery", "farmland"}
        | {"military", "railway", "recreation_ground"}
    ),
    "natural": frozenset({"wood", "beach", "sand", "scrub", "wetland"}),
    "amenity": frozenset({"hospital", "school", "university", "college"}),
    "aeroway": frozenset({"aerodrome", "runway"}),
}
LOCALITIES = {
    "city": Locality("locality", 4, 11),
    "town": Locality("locality", 7, 8),
    "village": Locality("locality", 10, 5),
    "hamlet": Locality("locality", 12, 3),
    "suburb": Locality("neighbourhood", 11, 5),
    "quarter": Locality("neighbourhood", 12, 4),
    "neighbourhood": Locality("neighbourhood", 13, 3),
}
# (key, value) → kind on the map; its words are in SIGHTS
ON_MAP = {
    **{("amenity", k): k for k in ("hospital", "clinic", "police", "fire_station", "school", "university")},
    **{("amenity", k): k for k in ("college", "townhall", "marketplace", "fuel", "bus_station", "post_office")},
    **{("amenity", k): k for k in ("parking", "place_of_worship", "library", "pharmacy")},
    ("highway", "bus_stop"): "bus_stop",
    ("railway", "station"): "station",
    ("aeroway", "aerodrome"): "aerodrome",
    ("tourism", "attraction"): "attraction",
    ("tourism", "museum"): "museum",
    ("leisure", "park"): "park",
    ("emergency", "fire_hydrant"): "fire_hydrant",
    ("office", "government"): "townhall",
}
ON_MAP_FROM = {
    "aerodrome": 10,
    "hospital": 12,
    "station": 12,
    "university": 13,
    "fire_station": 13,
    "police": 13,
    "park": 13,
    "bus_station": 13,
}
SIGHTS = {
    "hospital": "Bệnh viện",
    "clinic": "Phòng khám",
    "police": "Công an",
    "fire_station": "Cứu hoả",
    "school": "Trường học",
    "university": "Đại học",
    "college": "Cao đẳng",
    "townhall": "Cơ quan",
    "marketplace": "Chợ",
    "fuel": "Cây xăng",
    "bus_station": "Bến xe",
    "bus_stop": "Trạm xe buýt",
    "post_office": "Bưu điện",
    "parking": "Bãi đỗ xe",
    "place_of_worship": "Nơi thờ tự",
    "library": "Thư viện",
    "pharmacy": "Nhà thuốc",
    "station": "Nhà ga",
    "aerodrome": "Sân bay",
    "attraction": "Điểm tham quan",
    "museum": "Bảo tàng",
    "park": "Công viên",
    "restaurant": "Nhà hàng",
    "cafe": "Quán cà phê",
    "bank": "Ngân hàng",
    "hotel": "Khách sạn",
    "supermarket": "Siêu thị",
    "water": "Hồ",
    "village": "Thôn",
    "quarter": "Khu dân cư",
}
NAMED_BY = (
    "amenity",
    "tourism",
    "leisure",
    "shop",
    "office",
    "railway",
    "aeroway",
    "historic",
    "place",
    "man_made",
    "natural",
)
