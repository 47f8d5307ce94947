"""The life of an alarm in the database and in the log."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from ioc.kernel import events
from ioc.kernel.actor import Actor
from ioc.kernel.errors import Conflict, IllegalMove, Invalid
from ioc.sensors import listing, seed
from ioc.sensors.kinds import KINDS
from ioc.sensors.models import Alarm, AlarmRule
from ioc.sensors.rules.watch import Move, limits
from ioc.sensors.service import alarms, happenings, registry, repairs
from ioc.sensors.service.happenings import Happening

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OFFICER = Actor("token", id=1, role="officer")


def happen(city, drain, move: Move, at: datetime = NOON, repeats: int = 0) -> None:
    sensor, rule = drain
    with city.write() as session:
        happenings.record(session, at, [Happening(sensor, rule, move, 200.0, 1, repeats)])


def only(city) -> Alarm:
    with city.read() as session:
        return session.scalars(select(Alarm)).one()


def kinds(city) -> list[str]:
    with city.read() as session:
        return [row.kind for row in events.since(session, 0) if row.subject_type == "alarm"]


def do(city, use_case, *args, at: datetime = NOON, **kwargs) -> Alarm:
    with city.write() as session:
        return use_case(session, OFFICER, at, *args, **kwargs)


def test_given_a_raise_then_the_fact_carries_what_the_incident_policy_needs(city, drain) -> None:
    happen(city, drain, Move.RAISE)
    alarm = only(city)
    assert (alarm.state, alarm.severity, alarm.lat) == ("unack_active", 1, 16.4)
    with city.read() as session:
        fact = next(row for row in events.since(session, 0) if row.kind == "alarm.raised")
    assert fact.data["category"] == "flood"
    assert fact.data["opens_incident"] is True
    assert fact.subject == f"alarm:{alarm.id}"


def test_given_repeats_when_it_returns_and_breaks_again_then_it_stays_one_alarm(city, drain) -> None:
    happen(city, drain, Move.RAISE)
    for turn in range(5):
        happen(city, drain, Move.RETURN, NOON + timedelta(minutes=2 * turn))
        happen(city, drain, Move.RAISE, NOON + timedelta(minutes=2 * turn + 1))
    happen(city, drain, Move.REPEAT, NOON + timedelta(minutes=20), repeats=7)
    alarm = only(city)
    assert (alarm.state, alarm.repeat_count) == ("unack_active", 12)
    assert alarm.version == len(kinds(city))  # every change of the row is one fact


def test_given_an_acknowledged_alarm_when_it_returns_then_it_is_over_and_a_later_one_is_new(city, drain) -> None:
    happen(city, drain, Move.RAISE)
    do(city, alarms.ack, only(city).id)
    happen(city, drain, Move.RETURN)
    assert only(city).state == "normal"
    happen(city, drain, Move.RAISE, NOON + timedelta(hours=1))
    with city.read() as session:
        assert [row.state for row in session.scalars(select(Alarm).order_by(Alarm.id))] == ["normal", "unack_active"]


def test_given_a_shelved_alarm_when_its_time_is_over_then_it_comes_back_by_itself(city, drain) -> None:
    happen(city, drain, Move.RAISE)
    do(city, alarms.shelve, only(city).id, "đang sửa", 30)
    happen(city, drain, Move.RETURN)
    happen(city, drain, Move.RAISE)
    with city.write() as session:
        assert alarms.expire_shelves(session, NOON + timedelta(minutes=29)) == 0
    with city.write() as session:
        assert alarms.expire_shelves(session, NOON + timedelta(minutes=30)) == 1
    assert only(city).state == "unack_active"
    assert kinds(city)[-1] == "alarm.unshelved"


def test_given_a_shelved_alarm_that_returned_when_it_is_unshelved_then_it_is_normal(city, drain) -> None:
    happen(city, drain, Move.RAISE)
    do(city, alarms.shelve, only(city).id, "đang sửa", 30)
    happen(city, drain, Move.RETURN)
    assert do(city, alarms.unshelve, only(city).id).state == "normal"


def test_given_an_illegal_move_then_the_error_names_the_legal_ones(city, drain) -> None:
    happen(city, drain, Move.RAISE)
    do(city, alarms.ack, only(city).id)
    with pytest.raises(IllegalMove) as refused:
        do(city, alarms.ack, only(city).id)
    assert "shelve" in refused.value.extra["legal"]
    with pytest.raises(Invalid):
        do(city, alarms.shelve, only(city).id, "lâu", 481)


def test_given_out_of_service_when_the_device_is_back_then_the_condition_decides(city, drain) -> None:
    happen(city, drain, Move.RAISE)
    do(city, alarms.remove, only(city).id, "thay cảm biến")
    assert do(city, alarms.restore, only(city).id).state == "unack_active"


def test_given_the_rules_that_ship_then_their_limits_delays_and_sheets_are_sound(city) -> None:
    with city.write() as session:
        seed.seed(session)  # twice does no harm
        rules = session.scalars(select(AlarmRule)).all()
    assert len({(rule.kind, rule.code) for rule in rules}) == len(rules)
    for rule in rules:
        assert 0 <= rule.on_delay_s <= 30
        assert all(rule.response[part][lang] for part in ("cause", "consequence", "action") for lang in ("vi", "en"))
        if rule.threshold is not None:
            limits(rule.condition, rule.threshold, rule.clear, rule.on_delay_s, rule.off_delay_s)
            assert KINDS[rule.kind].quantity(rule.quantity)
    share = sum(rule.severity <= 2 for rule in rules) / len(rules)
    assert 0.1 <= share <= 0.25


def test_given_a_taken_key_or_a_bad_one_then_registration_is_refused(city, drain) -> None:
    for key, error in (("D1", Conflict), ("a/b", Invalid), ("a b", Invalid), ("#", Invalid)):
        with pytest.raises(error), city.write() as session:
            registry.register(session, OFFICER, NOON, key=key, kind="drainage", name="x", lat=0, lon=0)


def test_given_a_rule_changed_for_one_sensor_then_its_kind_keeps_its_own(city, drain) -> None:
    sensor, rule = drain
    with city.write() as session:
        registry.change_rule(session, OFFICER, NOON, rule, {"threshold": 90.0, "clear": 80.0}, sensor)
    with city.read() as session:
        row = registry.get(session, sensor)
        mine = {each.code: each.threshold for each in registry.rules_of(session, row)}
        assert mine["drain-overflow"] == 90
        assert session.get(AlarmRule, rule).threshold == 180
        assert listing.sensor(session, sensor)["key"] == "D1"
    with pytest.raises(Invalid), city.write() as session:
        registry.change_rule(session, OFFICER, NOON, rule, {"clear": 300.0})


def test_given_a_sensor_under_repair_when_its_time_comes_then_what_is_broken_stands_there_again(city, drain) -> None:
    happen(city, drain, Move.RAISE)
    until = NOON + timedelta(hours=2)
    with city.write() as session:
        row = repairs.take_out(session, OFFICER, NOON, drain[0], "thay đầu đo", until)
        assert (row.in_service, row.out_until) == (False, until)
        with pytest.raises(Invalid):
            repairs.take_out(session, OFFICER, NOON, drain[0], "thay đầu đo", NOON)
    assert (only(city).state, only(city).reason) == ("out_of_service", "thay đầu đo")
    with city.write() as session:
        assert repairs.end_due(session, until - timedelta(seconds=1)) == 0
        assert repairs.end_due(session, until) == 1
    assert only(city).state == "unack_active"
    with city.write() as session, pytest.raises(Conflict):
        repairs.put_back(session, OFFICER, until, drain[0])
    with city.read() as session:
        card = listing.sensor(session, drain[0])
        assert (card["in_service"], card["out_reason"], card["out_until"]) == (True, None, None)


def test_given_a_sensor_edited_out_of_service_then_its_alarms_go_with_it_and_come_back(city, drain) -> None:
    happen(city, drain, Move.RAISE)
    with city.write() as session:
        row = repairs.edit(session, OFFICER, NOON, drain[0], {"name": "Cống mới", "in_service": False})
        assert (row.name, row.in_service, row.out_until) == ("Cống mới", False, None)
    assert only(city).state == "out_of_service"
    with city.write() as session:
        repairs.edit(session, OFFICER, NOON, drain[0], {"in_service": False})  # again does no harm
        assert repairs.edit(session, OFFICER, NOON, drain[0], {"in_service": True}).in_service
    assert only(city).state == "unack_active"
    assert kinds(city)[-2:] == ["alarm.out_of_service", "alarm.in_service"]


def test_given_an_old_acknowledgement_when_the_alarm_breaks_again_then_nobody_has_acknowledged_it(city, drain) -> None:
    happen(city, drain, Move.RAISE)
    do(city, alarms.ack, only(city).id)
    happen(city, drain, Move.RETURN, NOON + timedelta(minutes=20))
    happen(city, drain, Move.RAISE, NOON + timedelta(minutes=21))
    again = only(city)
    assert (again.state, again.acked_at, again.acked_by) == ("unack_active", None, None)
    do(city, alarms.ack, again.id, at=NOON + timedelta(minutes=22))
    happen(city, drain, Move.RETURN, NOON + timedelta(minutes=23))
    happen(city, drain, Move.RAISE, NOON + timedelta(minutes=24))
    assert only(city).state == "ack_active"  # of the last ten minutes: it holds
    assert only(city).acked_at == NOON + timedelta(minutes=22)


def test_given_a_kinds_rule_when_it_is_edited_twice_for_one_sensor_then_that_sensor_has_one_rule(city, drain) -> None:
    sensor, rule = drain
    first = do(city, registry.change_rule, rule, {"threshold": 150.0, "clear": 140.0}, sensor)
    second = do(city, registry.change_rule, rule, {"threshold": 155.0}, sensor)
    assert (second.id, second.threshold, second.clear) == (first.id, 155.0, 140.0)


def test_given_a_rule_of_another_kind_when_it_is_edited_for_a_sensor_then_refused(city, drain) -> None:
    sensor, _ = drain
    with city.write() as session:
        lamp = session.scalars(select(AlarmRule).where(AlarmRule.kind == "lighting")).first()
        assert lamp is not None
        other = lamp.id
    with pytest.raises(Invalid):
        do(city, registry.change_rule, other, {"enabled": False}, sensor)
