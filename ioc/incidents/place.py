"""Where a point is, in words: from the city pack when there is one, else its coordinates."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ioc.kernel import geo, house


@dataclass(frozen=True, slots=True)
class Place:
    text: str
    ward: str | None


def place_of(session: Session, lon: float, lat: float) -> Place:
    """The street (or what is near) and the ward of a point."""
    pack = house.pack(session)
    if pack is None:
        return Place(geo.in_words(lon, lat), None)
    address = pack.reverse(lon, lat)
    return Place(address.street or address.text, address.ward or None)
