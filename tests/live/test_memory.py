"""What a web process remembers for those who come back: bounded, in bytes that are really taken."""

import tracemalloc

from realtime.memory import Memory, Told
from realtime.wireformat import held

CARD = {"title": "Ngập đường Hùng Vương", "words": "x" * 2_000}
KEEP = 1 << 20


def test_given_many_more_facts_than_it_may_keep_when_told_then_they_take_no_more_than_was_allowed() -> None:
    memory = Memory(0, keep_bytes=KEEP)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for seq in range(1, 2_001):
        memory.add(Told(seq, "staff", held({"seq": seq, "cards": CARD})))
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert 0.9 * KEEP < taken < 1.3 * KEEP
    assert memory.since("staff", 1_990) is not None
    assert memory.since("staff", 1) is None
