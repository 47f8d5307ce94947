"""The agencies and categories that a centre starts with. A city's own changes are never overwritten."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.agencies.models import Agency, Category

COORDINATOR = "IOC"  # whom work goes back to that nobody owns

# code, name, English name, short, short English, how many incidents at once
AGENCIES: tuple[tuple[str, str, str, str, str, int], ...] = (
    ("DRAIN", "Công ty Thoát nước", "Drainage company", "Thoát nước", "Drainage", 12),
    ("PARKS", "Trung tâm Công viên cây xanh", "Parks and trees centre", "Cây xanh", "Trees", 8),
    ("LIGHT", "Công ty Chiếu sáng đô thị", "Street lighting company", "Chiếu sáng", "Lighting", 10),
    ("TRAFFIC", "Trung tâm Điều khiển giao thông", "Traffic control centre", "Giao thông", "Traffic", 8),
    ("WATER", "Công ty Cấp nước", "Water supply company", "Cấp nước", "Water", 8),
    ("ROADS", "Công ty Đường bộ đô thị", "City roads company", "Đường bộ", "Roads", 8),
    ("ENV", "Công ty Môi trường đô thị", "Urban environment company", "Môi trường", "Environment", 12),
    ("ORDER", "Đội Quản lý trật tự đô thị", "Urban order team", "Trật tự", "Order", 8),
    ("BUILD", "Thanh tra Xây dựng", "Construction inspectorate", "Xây dựng", "Building", 6),
    ("IOC", "Trung tâm Điều hành đô thị", "City operations centre", "Điều hành", "Operations", 20),
)


def _step(code: str, vi: str, en: str) -> dict[str, str]:
    return {"code": code, "vi": vi, "en": en}


_PHOTO = _step("photo", "Đã chụp ảnh sau xử lý", "Photo taken after the work")

# code: agency, icon, priority, (name, English), (short, English short), skills, checklist, may citizens choose it
CATEGORIES: dict[str, tuple[str, str, int, tuple[str, str], tuple[str, str], list[str], list[dict[str, str]], bool]] = {
    "flood": (
        "DRAIN", "flood", 2, ("Ngập nước", "Flooding"), ("Ngập đường", "Flooded street"), ["pump"],
        [
            _step("block", "Đã chặn hai đầu", "Both ends closed"),
            _step("tow", "Đã kéo xe chết máy", "Stalled vehicles towed"),
            _step("level", "Nước dưới 15 cm", "Water below 15 cm"),
        ], True,
    ),
    "drain": (
        "DRAIN", "drain", 3, ("Thoát nước", "Drainage"), ("Tắc cống", "Blocked drain"), ["pump", "drain"],
        [_step("open", "Đã thông miệng cống", "Inlet cleared"), _PHOTO], True,
    ),
    "tree": (
        "PARKS", "tree", 2, ("Cây xanh", "Trees"), ("Cây đổ", "Fallen tree"), ["saw", "crane"],
        [
            _step("power", "Không còn dây điện vướng", "No power line involved"),
            _step("clear", "Đã thông đường", "Road cleared"),
            _PHOTO,
        ], True,
    ),
    "lamp": (
        "LIGHT", "lamp", 3, ("Chiếu sáng", "Lighting"), ("Đèn đường hỏng", "Street lamp out"), ["electric", "lift"],
        [_step("off", "Đã cắt điện trước khi sửa", "Power cut before work"), _PHOTO], True,
    ),
    "signal": (
        "TRAFFIC", "signal", 2, ("Đèn tín hiệu", "Traffic signals"), ("Mất đèn tín hiệu", "Signal out"),
        ["electric", "signal"],
        [_step("guide", "Có người phân luồng", "Somebody directs the traffic"), _PHOTO], True,
    ),
    "traffic": (
        "TRAFFIC", "road", 3, ("Giao thông", "Traffic"), ("Ùn tắc", "Congestion"), ["traffic"],
        [_step("flow", "Xe đã lưu thông", "Traffic moves again")], True,
    ),
    "water": (
        "WATER", "pipe", 2, ("Cấp nước", "Water supply"), ("Vỡ ống nước", "Burst pipe"), ["plumbing"],
        [_step("valve", "Đã khoá van", "Valve closed"), _PHOTO], True,
    ),
    "road": (
        "ROADS", "road", 4, ("Đường, vỉa hè", "Roads and pavements"), ("Ổ gà", "Pothole"), ["paving"],
        [_step("sign", "Đã đặt biển báo", "Warning sign placed"), _PHOTO], True,
    ),
    "waste": (
        "ENV", "waste", 4, ("Rác thải", "Waste"), ("Rác tồn đọng", "Uncollected waste"), ["waste"], [_PHOTO], True,
    ),
    "pollution": (
        "ENV", "wave", 3, ("Ô nhiễm", "Pollution"), ("Ô nhiễm", "Pollution"), ["environment"],
        [_step("sample", "Đã lấy mẫu", "Sample taken"), _PHOTO], True,
    ),
    "order": (
        "ORDER", "order", 4, ("Trật tự đô thị", "Urban order"), ("Lấn chiếm", "Obstruction"), ["order"], [_PHOTO], True,
    ),
    "build": (
        "BUILD", "build", 3, ("Xây dựng", "Construction"), ("Công trình nguy hiểm", "Unsafe site"), ["inspection"],
        [_step("fence", "Đã rào chắn", "Site fenced off"), _PHOTO], True,
    ),
    "camera": (
        "IOC", "camera", 4, ("Camera", "Cameras"), ("Camera lỗi", "Camera fault"), ["electric"], [], False,
    ),
    "device": (
        "IOC", "offline", 4, ("Thiết bị", "Devices"), ("Mất tín hiệu", "No data"), ["electric"], [], False,
    ),
    "other": ("IOC", "note", 4, ("Việc khác", "Something else"), ("Việc khác", "Other"), [], [_PHOTO], True),
}  # fmt: skip


def seed(session: Session) -> None:
    """Adds what is missing, by code. Runs at every `ioc migrate`."""
    known = set(session.scalars(select(Agency.code)))
    for code, name, name_en, short, short_en, capacity in AGENCIES:
        if code not in known:
            session.add(
                Agency(code=code, name=name, name_en=name_en, short=short, short_en=short_en, capacity=capacity)
            )
    session.flush()
    agency_ids = {code: agency_id for code, agency_id in session.execute(select(Agency.code, Agency.id))}  # noqa: C416 - rows are no pairs to mypy
    present = set(session.scalars(select(Category.code)))
    for rank, code in enumerate(CATEGORIES):
        if code not in present:
            session.add(Category(code=code, rank=rank * 10, **_category(code, agency_ids)))
    session.flush()


def _category(code: str, agency_ids: dict[str, int]) -> dict[str, Any]:
    agency, icon, priority, (name, name_en), (short, short_en), skills, checklist, public = CATEGORIES[code]
    return {
        "agency_id": agency_ids[agency],
        "icon": icon,
        "priority": priority,
        "name": name,
        "name_en": name_en,
        "short": short,
        "short_en": short_en,
        "skills": skills,
        "checklist": checklist,
        "public": public,
    }
