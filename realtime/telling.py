"""From a fact to what each room is told: its cards, what has gone, and as much of the fact as the room may hear.

`known` remembers which rooms hold a card, so that a subject that leaves an audience is taken away there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ioc.accounts.models import ApiToken, User
from ioc.kernel.clock import rfc3339
from ioc.kernel.events import Event
from realtime import boards, kin
from realtime.audience import (
    OFF_BOARD,
    SHELVES,
    TELLS_ACTOR,
    TELLS_DETAILS,
    Card,
    audience_of,
    audience_rooms,
    board_rooms,
    hears,
    shown,
)
from realtime.boards import Cards
from realtime.kin import Kin
from realtime.memory import Told
from realtime.wireformat import held

Subject = tuple[str, int]
NO_ROOMS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Batch:
    """Facts, and all that is needed to tell them; read in one unit, in this order: a card is never older."""

    facts: Sequence[Event]
    touched: list[dict[Subject, set[str]]]  # by each fact: the subject, and the rooms it may be leaving
    cards: Cards
    kin: Kin
    names: dict[tuple[str, int], str]
    shift: Card | None


class Holders:
    """Which rooms hold which card on their boards."""

    def __init__(self) -> None:
        self._rooms: dict[Subject, frozenset[str]] = {}
        self._held: defaultdict[str, set[Subject]] = defaultdict(set)

    def of(self, subject: Subject) -> frozenset[str]:
        return self._rooms.get(subject, NO_ROOMS)

    def held_by(self, room: str) -> frozenset[Subject]:
        return frozenset(self._held.get(room, ()))

    def put(self, subject: Subject, rooms: frozenset[str]) -> None:
        before = self._rooms.pop(subject, NO_ROOMS)
        for room in before - rooms:
            self._held[room].discard(subject)
            if not self._held[room]:
                del self._held[room]
        for room in rooms - before:
            self._held[room].add(subject)
        if rooms:
            self._rooms[subject] = rooms


class Teller:
    """Decides what is told. Reading (`gather`) may take its time; telling (`tell`) does no I/O."""

    def __init__(self) -> None:
        self.known = Holders()

    def learn(self, session: Session) -> None:
        """What stands on the boards now."""
        cards, relations = boards.standing(session)
        self.known = Holders()
        for subject, of_kind in cards.items():
            for subject_id, card in of_kind.items():
                self.known.put((subject, subject_id), board_rooms(subject, subject_id, card, relations))

    def gather(self, session: Session, facts: Sequence[Event]) -> Batch:
        """Cards of what the facts touched and of what hangs on it: once per batch, one query per table."""
        wanted: defaultdict[str, set[int]] = defaultdict(set)
        for fact in facts:
            wanted[fact.subject_type].add(fact.subject_id)
        cards = boards.load(session, wanted)
        touched = self._touched(facts, cards, boards.relations(session, cards))
        more: defaultdict[str, set[int]] = defaultdict(set)
        for subject, subject_id in {key for by_fact in touched for key in by_fact}:
            if subject_id not in cards.get(subject, {}):
                more[subject].add(subject_id)
        for subject, of_kind in boards.load(session, more).items():
            cards.setdefault(subject, {}).update(of_kind)
        shift = boards.shift(session) if any(fact.subject_type == "shift" for fact in facts) else None
        kin_of = boards.relations(session, cards)
        return Batch(facts, touched, cards, kin_of, _names(session, facts), shift)

    def tell(self, batch: Batch) -> Iterator[Told]:
        """Cards are as of the end of the batch, so a subject's moves are told with the last fact that touched it.

        Told with an earlier one, they would be missed by whoever joined between the two.
        """
        last = {subject: index for index, by_fact in enumerate(batch.touched) for subject in by_fact}
        for index, fact in enumerate(batch.facts):
            page = _Page()
            own = (fact.subject_type, fact.subject_id)
            card = batch.cards.get(own[0], {}).get(own[1])
            for subject, passing in batch.touched[index].items():
                if last[subject] == index:
                    self._move(subject, batch, page, passing, everybody=subject == own)
                elif subject == own:
                    _show(subject, batch, page, board_rooms(*own, card, batch.kin))
            concerned = audience_rooms(*own, card, batch.kin)
            hear = {room for room in concerned if hears(fact.kind, room)}
            for room in sorted(hear | set(page.shelves) | set(page.gone)):
                yield Told(fact.seq, room, _encoded(fact, batch, room, page))

    def _move(self, subject: Subject, batch: Batch, page: "_Page", passing: set[str], *, everybody: bool) -> None:
        """Shows the card to those who now hold it (all of them, or only the new ones) and takes it from the rest."""
        card = batch.cards.get(subject[0], {}).get(subject[1])
        before, now = self.known.of(subject), board_rooms(*subject, card, batch.kin)
        leaving = (before | passing) - now
        if everybody:
            concerned = audience_rooms(*subject, card, batch.kin)
            leaving |= _show(subject, batch, page, concerned | now) - now  # a last word, and away
        else:
            _show(subject, batch, page, now - before)
        for room in leaving:
            page.gone[room].append(f"{subject[0]}:{subject[1]}")
        self.known.put(subject, now)

    def _touched(self, facts: Sequence[Event], cards: Cards, kin_of: Kin) -> list[dict[Subject, set[str]]]:
        """For each fact: what it is about, and whose audience may change with it."""
        touched = []
        for fact in facts:
            own = (fact.subject_type, fact.subject_id)
            by_fact: dict[Subject, set[str]] = {own: set()}
            card = cards.get(own[0], {}).get(own[1])
            if card is not None:
                for subject, room in self._related(*own, card, kin_of):
                    by_fact.setdefault(subject, set()).update(room)
            touched.append(by_fact)
        return touched

    def _related(self, subject: str, subject_id: int, card: Card, kin_of: Kin) -> Iterator[tuple[Subject, set[str]]]:
        """Whose audience may change with this subject, and through which room."""
        if subject == "incident":
            yield from ((("assignment", one), set()) for one in kin_of.assignments.get(subject_id, {}))
            reports = kin_of.reports.get(subject_id, {})
            yield from ((("report", one), set()) for one, state in reports.items() if state not in OFF_BOARD["report"])
        elif subject == "crew":  # who sees its work depends on whose crew it is
            yield from ((("assignment", one), set()) for one in kin_of.assignments_of_crew.get(subject_id, ()))
        elif subject in ("assignment", "report"):
            room = f"crew:{card['crew_id']}" if subject == "assignment" else f"report:{subject_id}"
            if card.get("incident_id"):
                yield ("incident", card["incident_id"]), {room}
            yield from ((held, {room}) for held in self.known.held_by(room) if held[0] == "incident")


class _Page:
    """What one fact brings to each room."""

    def __init__(self) -> None:
        self.shelves: defaultdict[str, defaultdict[str, list[Card]]] = defaultdict(lambda: defaultdict(list))
        self.gone: defaultdict[str, list[str]] = defaultdict(list)


def _show(subject: Subject, batch: Batch, page: _Page, rooms: Iterable[str]) -> set[str]:
    """Puts the card on the page of each room that may see it; which rooms did."""
    card = batch.cards.get(subject[0], {}).get(subject[1])
    saw: set[str] = set()
    if card is None or subject[0] not in SHELVES:
        return saw
    for room in rooms:
        visible = shown(subject[0], card, room)
        if visible is not None:
            page.shelves[room][SHELVES[subject[0]]].append(visible)
            saw.add(room)
    return saw


def _encoded(fact: Event, batch: Batch, room: str, page: _Page) -> bytes:
    heard = hears(fact.kind, room)
    audience = audience_of(room)
    cards: dict[str, object] = dict(page.shelves.get(room, {}))
    if fact.subject_type == "shift" and audience in ("staff", "wall"):
        cards["shift"] = batch.shift
    told = {
        "seq": fact.seq,
        "at": rfc3339(fact.at),
        "kind": fact.kind if heard else f"{fact.subject_type}.changed",
        "subject": fact.subject,
        "actor": _actor(fact, batch) if heard and audience in TELLS_ACTOR else {"kind": fact.actor_kind, "id": None},
        "cause": fact.cause,
        "origin": fact.origin,
        "data": fact.data if heard and audience in TELLS_DETAILS else {},
        "cards": cards,
        "gone": page.gone.get(room, []),
    }
    return held(told)


def _actor(fact: Event, batch: Batch) -> dict[str, object]:
    told: dict[str, object] = {"kind": fact.actor_kind, "id": fact.actor_id}
    name = batch.names.get((fact.actor_kind, fact.actor_id or 0))
    if name:
        told["name"] = name
    return told


def _names(session: Session, facts: Sequence[Event]) -> dict[tuple[str, int], str]:
    """Names of the people and tokens behind the facts: looked up, never stored in the log."""
    found: dict[tuple[str, int], str] = {}
    for kind, key, name in (("user", User.id, User.name), ("token", ApiToken.id, ApiToken.name)):
        ids = {fact.actor_id for fact in facts if fact.actor_kind == kind and fact.actor_id is not None}
        for part in kin.some(ids):
            for actor_id, actor_name in session.execute(select(key, name).where(key.in_(part))):
                found[kind, actor_id] = actor_name
    return found
