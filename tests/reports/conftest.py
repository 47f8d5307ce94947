"""A small city's agencies and categories."""

import pytest

from ioc.agencies.models import Agency, Category


@pytest.fixture
def city(db):
    with db.write() as session:
        agency = Agency(code="ROADS", name="Hạ tầng giao thông", name_en="Roads")
        session.add_all([agency, Agency(code="OTHER", name="Đơn vị khác", name_en="Another")])
        session.flush()
        names = {"name": "Đường", "name_en": "Roads", "short": "Ổ gà", "short_en": "Pothole", "icon": "road"}
        session.add(Category(code="road", agency_id=agency.id, public=True, **names))
        session.add(Category(code="device", agency_id=agency.id, public=False, **names))
    return db
