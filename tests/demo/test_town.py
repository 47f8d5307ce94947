from itertools import combinations

import numpy as np
import pytest
from shapely import union_all
from shapely.geometry import Point

from demo.siting import Sites
from demo.town.build import PLANE
from demo.town.model import Town, make_town
from demo.town.water import FRAME, make_waters
from ioc.places.pack import CityPack

pytestmark = pytest.mark.xdist_group("town")


def test_given_a_seed_when_generated_twice_then_it_is_the_same_town(town: Town) -> None:
    again = make_town(7)
    assert [(s.name, s.highway, s.line.wkt) for s in again.streets] == [
        (s.name, s.highway, s.line.wkt) for s in town.streets
    ]
    assert again.houses == town.houses
    assert [w.name for w, _ in again.wards] == [w.name for w, _ in town.wards]


@pytest.mark.parametrize("seed", range(6))
def test_given_any_seed_when_the_river_is_made_then_it_crosses_the_frame_and_holds_an_island(seed: int) -> None:
    waters = make_waters(np.random.default_rng(seed))
    assert waters.river.is_valid
    west, _, east, _ = waters.river.intersection(FRAME).bounds
    assert (west, east) == (FRAME.bounds[0], FRAME.bounds[2])
    assert waters.island.area > 10_000
    assert waters.river.intersection(waters.island).area < 1
    assert waters.citadel.wall.intersection(waters.river).is_empty


def test_given_the_streets_when_they_meet_water_then_only_bridges_cross_it(town: Town) -> None:
    wet = town.plan.waters.all.buffer(-1)
    crossing = [s for s in town.streets if s.line.intersects(wet)]
    assert len(crossing) >= 10
    assert all(s.bridge and s.name.startswith("Cầu ") for s in crossing)
    over_the_river = {s.name for s in crossing if s.line.intersection(town.plan.waters.river).length > 80}
    assert len(over_the_river) >= 4

    over_the_moat = {s.name for s in crossing if s.line.intersects(town.plan.waters.citadel.moat)}
    assert len(over_the_moat) >= 8  # both ends of the four streets that run through the gates


def test_given_the_street_graph_when_driven_then_everything_reaches_everything(city: CityPack) -> None:
    assert city.streets.main.all()
    assert len(city.streets.lon) > 5_000


def test_given_the_wards_when_laid_out_then_they_are_valid_disjoint_and_hold_every_house(
    town: Town, city: CityPack
) -> None:
    areas = [ward.area for ward, _ in town.wards]
    assert len(areas) >= 15
    assert all(area.is_valid and area.geom_type == "Polygon" for area in areas)
    assert max(a.intersection(b).area for a, b in combinations(areas, 2)) < 1
    assert len({ward.name for ward in city.wards}) == len(areas)
    whole = union_all(areas)
    assert all(whole.contains(Point(house.corners[0])) for house in town.houses[::20])


def test_given_houses_when_numbered_then_a_street_has_each_number_once_and_reverse_finds_it(
    town: Town, city: CityPack
) -> None:
    addresses = [(h.number, h.street) for h in town.houses if h.number]
    assert len(addresses) == len(set(addresses)) > 5_000
    for house in [h for h in town.houses if h.number][::400]:
        (ax, ay), (bx, by) = house.corners[:2]
        lon, lat = PLANE.back(((ax + bx) / 2, (ay + by) / 2)).tolist()
        found = city.reverse(lon, lat)
        assert found.text == f"{house.number} {house.street}"
        assert any(p.name == found.text for p in city.search(found.text, 3))


def test_given_streets_when_found_by_name_then_reverse_of_their_point_tells_the_name(city: CityPack) -> None:
    rows = city.directory.rows("SELECT name, lon, lat FROM place WHERE kind = 'street'")
    assert len(rows) > 300
    assert all(city.reverse(lon, lat).street == name for name, lon, lat in rows[::15])


def test_given_drains_when_followed_then_water_runs_downhill_to_an_outlet(placed: Sites) -> None:
    known: dict[str, float] = {}
    outlets = 0
    for drain in placed.drains:  # downstream stands before: so there is no circle
        if drain.downstream is None:
            outlets += 1
        else:
            assert drain.elevation > known[drain.downstream]
        known[drain.id] = drain.elevation
        assert drain.depth_cm > 0
    assert len(known) == len(placed.drains)
    assert 20 < outlets < len(placed.drains) / 10


def test_given_outlets_when_looked_at_then_each_lies_by_the_water(town: Town, placed: Sites) -> None:
    wet = town.plan.waters.all
    for drain in placed.drains:
        if drain.downstream is None:
            here = Point(PLANE.forward(drain.lon, drain.lat))
            assert 0 < wet.distance(here) < 60


def test_given_the_town_when_counted_then_it_offers_enough_places_for_a_city_of_sensors(placed: Sites) -> None:
    assert len(placed.lamps) > 2_000
    assert len(placed.drains) > 1_500
    assert len(placed.junctions) > 40
    assert len(placed.cameras) >= 20
    assert placed.cameras[0].name.startswith("Cầu ")
