from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from ioc.kernel.geo import metres
from ioc.places.pack import CityPack
from tests.places.conftest import at

spot = st.tuples(st.floats(-0.5, 4.5), st.floats(-0.5, 4.5)).map(lambda ij: at(*ij))


@given(spot, spot, spot)
def test_given_three_points_when_travelled_then_a_detour_is_never_faster(
    small: CityPack, a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]
) -> None:
    to_c = small.streets.travel([a, b], c)
    to_b = small.streets.travel([a], b)[0]
    assert to_c[0] is not None
    assert to_c[1] is not None
    assert to_b is not None
    assert to_c[0].seconds <= to_b.seconds + to_c[1].seconds + 1e-6


@given(spot, spot)
def test_given_a_route_when_measured_then_it_is_the_travel_and_no_shorter_than_the_bee_line(
    small: CityPack, a: tuple[float, float], b: tuple[float, float]
) -> None:
    way = small.streets.route(a, b)
    told = small.streets.travel([a], b)[0]
    assert told is not None
    assert (way[0], way[-1]) == (a, b)
    length = sum(metres(*p, *q) for p, q in pairwise(way))
    assert length == pytest.approx(told.metres, rel=2e-3, abs=1)
    assert told.metres >= metres(*a, *b) * 0.998


def test_given_a_one_way_street_when_driven_against_then_the_way_goes_round(small: CityPack) -> None:
    west, east = at(1, 4), at(2, 4)
    there, back = small.streets.travel([west], east)[0], small.streets.travel([east], west)[0]
    assert there is not None
    assert back is not None
    assert back.metres > there.metres * 2.5


def test_given_an_island_of_streets_when_snapped_then_the_main_part_is_chosen(small: CityPack) -> None:
    streets = small.streets
    node, _ = streets.snap([at(8, 8), at(2, 2)])
    assert streets.main[node].all()
    src, dst, *_ = streets.edges
    inner = streets.main[src] & streets.main[dst]
    n = len(streets.lon)
    graph = csr_matrix((np.ones(int(inner.sum())), (src[inner], dst[inner])), shape=(n, n))
    _, part = connected_components(graph, directed=True, connection="strong")
    assert len(set(part[streets.main].tolist())) == 1


def test_given_a_point_in_another_city_when_travelled_then_there_is_no_answer(small: CityPack) -> None:
    assert small.streets.travel([at(2, 2), (0.0, 0.0)], at(1, 1))[1] is None
    assert small.streets.travel([at(2, 2)], (0.0, 0.0)) == [None]
    assert small.streets.travel([], at(1, 1)) == []
    assert small.streets.route((0.0, 0.0), at(1, 1)) == []
