"""One box finds everything; the city pack over HTTP."""

import pytest

from ioc.kernel.clock import now, rfc3339
from ioc.kernel.http import Services
from ioc.places.pack import CityPack
from ioc.sensors import seed as sensor_seed
from ioc.sensors.service import registry
from tests.dispatch.conftest import Scene, scene
from tests.incidents.conftest import LAT, LON, NOON
from tests.places.conftest import small

__all__ = ["scene", "small"]
LAMP = {"key": "DEN-7", "kind": "lighting", "name": "Đèn Lê Lợi 7", "lat": LAT, "lon": LON}


@pytest.fixture
def mapped(services: Services, small: CityPack) -> Services:
    services.pack = small
    return services


def test_given_words_without_marks_when_searched_then_each_sort_is_found(
    scene: Scene, mapped: Services, client_for
) -> None:
    with scene.db.write() as session:
        sensor_seed.seed(session)
        registry.register(session, scene.officer, NOON, **LAMP)
    officer = client_for("officer")
    officer.post("/api/v1/incidents", json={"category": "tree", "lat": 16.4601, "lon": 107.583, "title": "Cây đổ"})

    def found(q: str) -> list[tuple[str, str]]:
        return [(one["type"], one["title"]) for one in officer.get(f"/api/v1/search?q={q}").json["items"]]

    assert ("street", "Lê Lợi") in found("le loi")
    assert ("sensor", "Đèn Lê Lợi 7") in found("le loi")
    assert ("incident", "Cây đổ") in found("LE LOI")
    assert found("tn-01")[0] == ("crew", "TN-01")
    assert found("den-7")[0][0] == "sensor"
    with scene.db.write() as session:  # places that are called so come after the thing that has this key
        registry.register(session, scene.officer, NOON, **{**LAMP, "key": "cho-ben-ngu", "name": "Đèn sau nhà"})
    assert found("cho-ben-ngu")[0] == ("sensor", "Đèn sau nhà")
    assert found("cho ben ngu")[0] == ("place", "Chợ Bến Ngự")
    assert found("6 le loi")[0] == ("address", "6 Lê Lợi")
    assert found("") == []
    assert found("%25_%27;--") == []


def test_given_an_agency_when_it_searches_then_devices_and_others_crews_stay_hidden(
    scene: Scene, mapped: Services, client_for
) -> None:
    with scene.db.write() as session:
        sensor_seed.seed(session)
        registry.register(session, scene.officer, NOON, **LAMP)
    stranger = client_for("agency", agency_id=9)
    assert stranger.get("/api/v1/search?q=tn-01").json["items"] == []
    assert stranger.get("/api/v1/search?q=den-7").json["items"] == []
    assert client_for("viewer").get("/api/v1/search?q=x").status_code == 403


def test_given_a_pack_when_a_point_is_asked_about_then_it_is_told_in_words(
    scene: Scene, mapped: Services, client_for
) -> None:
    told = client_for("officer").get("/api/v1/places/reverse?lat=16.4601&lon=107.583").json
    assert (told["street"], told["ward"]) == ("Lê Lợi", "Vỹ Dạ")
    assert client_for("officer").get("/api/v1/places/reverse?lat=99&lon=1").status_code == 422
    made = client_for("officer").post("/api/v1/incidents", json={"category": "tree", "lat": 16.4601, "lon": 107.583})
    assert (made.json["place"], made.json["ward"]) == ("Lê Lợi", "Vỹ Dạ")


def test_given_a_map_when_it_asks_for_a_range_then_it_gets_just_that(mapped: Services, client_for) -> None:
    anybody = client_for("anonymous")
    part = anybody.get("/pack/basemap.pmtiles", headers={"Range": "bytes=0-6"})
    assert (part.status_code, part.data) == (206, b"PMTiles")
    assert anybody.get("/pack/wards.geojson").status_code == 200
    assert anybody.get("/pack/places.sqlite").status_code == 404
    assert anybody.get("/pack/..%2Fpack.json").status_code == 404


def test_given_a_centre_without_a_map_when_asked_then_it_says_so_and_works(scene: Scene, client_for) -> None:
    assert client_for("anonymous").get("/pack/basemap.pmtiles").status_code == 404
    assert client_for("officer").get("/api/v1/search?q=le loi").json["items"] == []
    assert client_for("officer").get("/api/v1/places/reverse?lat=16.4&lon=107.5").json["ward"] is None


def test_given_a_street_graph_when_a_crew_is_recommended_then_its_way_is_along_the_streets(
    scene: Scene, mapped: Services, client_for
) -> None:
    officer, tablet = client_for("officer"), client_for("crew", crew_id=scene.tn1)
    here = {"lat": 16.4641, "lon": 107.588, "at": rfc3339(now())}
    tablet.post(f"/api/v1/crews/{scene.tn1}/position", json=here)
    made = officer.post("/api/v1/incidents", json={"category": "flood", "lat": 16.4601, "lon": 107.582}).json
    told = officer.get(f"/api/v1/incidents/{made['id']}/recommendation").json
    first = told["ranked"][0]
    assert (first["code"], len(first["route"]) > 3) == ("TN-01", True)
    assert first["distance_m"] > 600
    assert {one["reason"]["code"] for one in told["excluded"]} == {"position_stale"}
