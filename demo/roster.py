"""Brings what the town has to the centre's registers, through the API, as an administrator would. Repeatable."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

from demo import people
from demo.doors import Api, Refused
from demo.siting import Sites
from ioc.kernel.config import Home
from ioc.places.pack import CityPack

Say = Any
# agency, prefix of its crews, how many, skills, what they bring
CREWS: tuple[tuple[str, str, int, list[str], dict[str, Any]], ...] = (
    ("DRAIN", "TN", 6, ["pump", "drain"], {"pump_m3_h": 300}),
    ("PARKS", "CX", 2, ["saw", "crane"], {"crane": True}),
    ("LIGHT", "CS", 3, ["electric", "lift"], {"lift_m": 14}),
    ("TRAFFIC", "GT", 3, ["signal", "electric", "traffic"], {}),
    ("WATER", "CN", 2, ["plumbing"], {}),
    ("ROADS", "DB", 2, ["paving"], {}),
    ("ENV", "MT", 3, ["waste", "environment"], {}),
    ("ORDER", "TT", 2, ["order"], {}),
    ("BUILD", "XD", 1, ["inspection"], {}),
)
# role, user name, who, language
STAFF = (
    ("supervisor", "lanhdao", "Tôn Nữ Bảo Hạnh"),
    ("officer", "trucban", "Hoàng Thị Lan"),
    ("agency", "thoatnuoc", "Phan Minh Đức"),
    ("crew", "hientruong", "Trần Văn Hùng"),
    ("viewer", "tuong", "Màn hình tường"),
)
TABLET_CREW = "TN-03"


def devices(sites: Sites, count: int) -> list[dict[str, Any]]:
    """Bodies for POST /sensors: about seven lamps to two drains to one junction, `count` in all."""
    drains = sites.drains[: round(count * 0.17)]
    junctions = sites.junctions[: round(count * 0.11)]
    lamps = sites.lamps[: max(0, count - len(drains) - len(junctions))]
    number: dict[str, int] = {}

    def body(kind: str, site: Any, name: str) -> dict[str, Any]:
        number[name] = number.get(name, 0) + 1
        return {
            "key": site.id,
            "kind": kind,
            "name": f"{name} {number[name]}" if kind != "traffic" else name,
            "lat": round(site.lat, 6),
            "lon": round(site.lon, 6),
        }

    return [
        *(body("drainage", one, f"Cống {one.street or 'không tên'}") for one in drains),
        *(body("traffic", one, one.name) for one in junctions),
        *(body("lighting", one, f"Đèn {one.street or 'không tên'}") for one in lamps),
    ]


def register(api: Api, path: str, bodies: Iterable[dict[str, Any]], known: set[str], say: Say) -> None:
    """POSTs what is not known yet, four at a time."""
    missing = [body for body in bodies if body["key"] not in known]
    with ThreadPoolExecutor(4) as pool:
        for done, _answer in enumerate(pool.map(lambda body: _put(api, path, body), missing), 1):
            if done % 500 == 0 or done == len(missing):
                say(f"{path.rsplit('/', 1)[-1]}: {done} of {len(missing)} registered")


def _put(api: Api, path: str, body: dict[str, Any]) -> None:
    try:
        api.post(path, body)
    except Refused as refusal:
        if refusal.status != 409:  # noqa: PLR2004 - HTTP: it is there already
            raise


def numbers(api: Api, seed: int) -> None:
    """Telephone numbers that belong to nobody, for agencies that have none."""
    chance = Random(f"numbers {seed}")
    for card in list(api.all("/api/v1/agencies")):
        number = people.phone(chance)
        if not card["phone"]:
            api.patch(f"/api/v1/agencies/{card['id']}", {"phone": number})


def crews(api: Api, pack: CityPack, seed: int) -> list[dict[str, Any]]:
    """The demo's crews, made where they are missing."""
    chance = Random(f"roster {seed}")
    known = {card["code"]: card for card in api.all("/api/v1/crews")}
    agencies = {card["code"]: card["id"] for card in api.all("/api/v1/agencies")}
    nodes = pack.streets.main.nonzero()[0]
    for agency, prefix, count, skills, equipment in CREWS:
        for number in range(1, count + 1):
            code = f"{prefix}-{number:02d}"
            node = int(nodes[chance.randrange(len(nodes))])
            leader, phone = people.name(chance), people.phone(chance)
            if code in known:
                continue
            known[code] = api.post(
                "/api/v1/crews",
                {
                    "code": code,
                    "name": f"Tổ {code}",
                    "leader": "Trần Văn Hùng" if code == TABLET_CREW else leader,
                    "phone": phone,
                    "agency_id": agencies[agency],
                    "skills": skills,
                    "equipment": equipment,
                    "lat": float(pack.streets.lat[node]),
                    "lon": float(pack.streets.lon[node]),
                },
            )
    return list(known.values())


def crew_token(api: Api, home: Home, card: dict[str, Any]) -> str:
    """The token of one crew's tablet, made once and kept with the demo's secrets."""
    path = home.dir("secrets") / f"demo-crew-{card['code']}"
    if not path.exists():
        made = api.post("/api/v1/tokens", {"role": "crew", "name": f"Tổ {card['code']}", "crew_id": card["id"]})
        path.touch(mode=0o600)
        path.write_text(made["token"])
    return path.read_text().strip()


def staff(api: Api, home: Home, crew_cards: list[dict[str, Any]]) -> None:
    """The demo's accounts; `ioc up` prints their passwords from the same secrets."""
    known = {card["username"] for card in api.get("/api/v1/users")["items"]}
    agency = next(card["id"] for card in api.all("/api/v1/agencies") if card["code"] == "DRAIN")
    crew = next(card["id"] for card in crew_cards if card["code"] == TABLET_CREW)
    for role, username, name in STAFF:
        if username in known:
            continue
        who: dict[str, Any] = {"email": f"{username}@demo.invalid", "username": username, "name": name, "role": role}
        who["password"] = home.secret(f"demo-password-{username}", 9)
        who |= {"agency_id": agency} if role == "agency" else {}
        who |= {"crew_id": crew} if role == "crew" else {}
        api.post("/api/v1/users", who)
