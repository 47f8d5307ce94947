"""What a card shows to whoever asks. The API follows the projections that the facts declare for the live feed."""

from collections.abc import Iterable
from typing import Any

from ioc.kernel import events
from ioc.kernel.actor import Actor

Card = dict[str, Any]
WALL = "viewer"  # a screen on a wall: anybody may stand before it


def may_read_words(who: Actor) -> bool:
    """Notes, reasons and the names of people are for those who work; the crew's own incident is its work."""
    return who.role != WALL


def shown(who: Actor, subject: str, card: Card) -> Card:
    """The card as `who` may see it; a wall keeps no field that it would not get over the feed."""
    if may_read_words(who):
        return card
    fields = events.projection(subject, "wall")
    return card if fields == events.ALL else {name: card[name] for name in fields if name in card}


def each(who: Actor, subject: str, cards: Iterable[Card]) -> list[Card]:
    return [shown(who, subject, card) for card in cards]
