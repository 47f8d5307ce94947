"""Of two alarms that tell the same story, the graver one is shown."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ioc.kernel.errors import Invalid
from ioc.sensors.models import Alarm, AlarmRule
from ioc.sensors.rules import design, lifecycle
from ioc.sensors.rules.design import Standing
from ioc.sensors.rules.watch import Move
from ioc.sensors.service import alarms, happenings, registry, repairs
from ioc.sensors.service.happenings import Happening
from tests.sensors.test_service import NOON, OFFICER

CODES = ("a", "b", "c")
STANDINGS = st.lists(
    st.builds(
        Standing,
        st.sampled_from(CODES),
        st.integers(1, 4),
        st.sampled_from((*CODES, None)),
        st.sampled_from([state for state in lifecycle.STATES if state != lifecycle.NORMAL]),
        st.booleans(),
    ),
    max_size=6,
)


def after(alarms_: list[Standing]) -> list[Standing]:
    done = []
    for each, move in zip(alarms_, design.moves(alarms_), strict=True):
        state = lifecycle.after(each.state, move, broken=each.broken) if move else each.state
        assert state is not None  # never an illegal move
        done.append(Standing(each.code, each.severity, each.explained_by, state, each.broken))
    return done


@given(STANDINGS)
def test_given_any_alarms_of_a_sensor_when_settled_then_one_as_grave_as_any_is_left_and_it_stays_so(alarms_) -> None:
    settled = after(alarms_)
    assert after(settled) == settled
    hidden = [each for each in settled if each.state == lifecycle.SUPPRESSED]
    for each in hidden:
        assert each.broken
        assert any(one.code == each.explained_by and one.severity < each.severity and one.broken for one in settled)
    grave = [each for each in alarms_ if each.broken and each.state != lifecycle.OUT_OF_SERVICE]
    worst = min((each.severity for each in grave), default=0)
    assert not any(each.severity == worst and each.state == lifecycle.SUPPRESSED for each in settled)


@pytest.fixture
def high_and_over(city, drain) -> tuple[int, int, int]:
    """A drain with its two level rules: the sensor, the lesser and the graver one."""
    with city.read() as session:
        codes = dict(
            session.execute(select(AlarmRule.code, AlarmRule.id).where(AlarmRule.kind == "drainage")).tuples().all()
        )
    return drain[0], codes["drain-level-high"], codes["drain-overflow"]


def happen(city, sensor: int, rule: int, move: Move, minute: int = 0) -> None:
    with city.write() as session:
        happenings.record(session, NOON + timedelta(minutes=minute), [Happening(sensor, rule, move, 200.0, 1)])


def states(city) -> dict[str, str]:
    with city.read() as session:
        rows = select(AlarmRule.code, Alarm.state).join(AlarmRule, AlarmRule.id == Alarm.rule_id)
        return dict(session.execute(rows).tuples().all())


def test_given_a_high_level_when_water_is_over_the_road_then_only_that_is_shown_until_it_falls(
    city, high_and_over
) -> None:
    sensor, high, over = high_and_over
    happen(city, sensor, high, Move.RAISE)
    assert states(city) == {"drain-level-high": "unack_active"}
    happen(city, sensor, over, Move.RAISE, 1)
    assert states(city) == {"drain-level-high": "suppressed", "drain-overflow": "unack_active"}
    happen(city, sensor, over, Move.RETURN, 2)
    assert states(city) == {"drain-level-high": "unack_active", "drain-overflow": "rtn_unack"}
    happen(city, sensor, over, Move.RAISE, 3)
    happen(city, sensor, high, Move.RETURN, 4)  # a limit was changed: it is over although the graver one is not
    assert states(city)["drain-level-high"] == "normal"


def test_given_the_graver_one_first_when_the_lesser_breaks_then_it_is_set_aside_at_once(city, high_and_over) -> None:
    sensor, high, over = high_and_over
    happen(city, sensor, over, Move.RAISE)
    happen(city, sensor, high, Move.RAISE, 1)
    assert states(city) == {"drain-level-high": "suppressed", "drain-overflow": "unack_active"}


def test_given_a_shelved_or_a_resting_sensor_when_it_is_back_then_the_lesser_is_still_set_aside(
    city, high_and_over
) -> None:
    sensor, high, over = high_and_over
    happen(city, sensor, high, Move.RAISE)
    with city.write() as session:
        lesser = session.scalars(select(Alarm.id)).one()
        alarms.shelve(session, OFFICER, NOON, lesser, "đang xem", 60)
    happen(city, sensor, over, Move.RAISE, 1)
    assert states(city)["drain-level-high"] == "shelved"
    with city.write() as session:
        alarms.unshelve(session, OFFICER, NOON, lesser)
    assert states(city)["drain-level-high"] == "suppressed"
    with city.write() as session:
        repairs.take_out(session, OFFICER, NOON, sensor, "sửa", None)
    assert set(states(city).values()) == {"out_of_service"}
    with city.write() as session:
        repairs.put_back(session, OFFICER, NOON, sensor)
    assert states(city) == {"drain-level-high": "suppressed", "drain-overflow": "unack_active"}


def test_given_the_rule_when_what_explains_it_is_taken_back_or_given_then_its_alarms_follow(
    city, high_and_over
) -> None:
    sensor, high, over = high_and_over
    happen(city, sensor, high, Move.RAISE)
    happen(city, sensor, over, Move.RAISE, 1)
    with city.write() as session:
        registry.change_rule(session, OFFICER, NOON, high, {"explained_by": None})
    assert states(city)["drain-level-high"] == "unack_active"
    with city.write() as session:
        registry.change_rule(session, OFFICER, NOON, high, {"explained_by": "drain-overflow"})
    assert states(city)["drain-level-high"] == "suppressed"
    with city.write() as session:  # as grave as the other: both are shown
        registry.change_rule(session, OFFICER, NOON, over, {"severity": 2})
    assert states(city)["drain-level-high"] == "unack_active"


@pytest.mark.parametrize("by", ["drain-battery-low", "drain-level-high", "lamp-leak", "nothing"])
def test_given_a_rule_that_is_not_graver_or_of_another_kind_when_named_then_refused(city, high_and_over, by) -> None:
    with city.write() as session, pytest.raises(Invalid) as refused:
        registry.change_rule(session, OFFICER, NOON, high_and_over[1], {"explained_by": by})
    assert refused.value.extra["fields"][0]["field"] == "explained_by"
