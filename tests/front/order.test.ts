import { describe, expect, it } from 'vitest';
import { byNeed, deadlineOf, grouped, nearest } from '../../static/src/desk/order';
import type { IncidentCard } from '../../static/src/wire';

const card = (over: Partial<IncidentCard>): IncidentCard =>
  ({
    id: 1,
    priority: 3,
    state: 'triaged',
    opened_at: '2026-11-22T11:00:00Z',
    due_dispatch_at: '2026-11-22T11:30:00Z',
    due_at: '2026-11-22T15:00:00Z',
    merged_into: null,
    ...over,
  }) as IncidentCard;

describe('the queue', () => {
  it('given states, then each stands in its group and what is over stands nowhere', () => {
    const states = [
      'open',
      'triaged',
      'assigned',
      'en_route',
      'on_scene',
      'on_hold',
      'resolved',
      'closed',
      'cancelled',
    ] as const;
    const groups = grouped(states.map((state, id) => card({ id, state })));
    expect(groups.map((group) => [group.name, group.items.length])).toEqual([
      ['help', 0],
      ['free', 2],
      ['working', 3],
      ['held', 1],
    ]);
  });

  it('given a crew that asks for help, then its incident stands above all others', () => {
    const asking = card({ id: 8, state: 'on_scene', help_at: '2026-11-22T11:20:00Z' });
    const [first] = grouped([card({ id: 1, priority: 1 }), asking]);
    expect([first?.name, first?.items]).toEqual(['help', [asking]]);
  });

  it('given an incident merged into another, then it is not in the queue', () => {
    expect(grouped([card({ merged_into: 7 })]).flatMap((group) => group.items)).toEqual([]);
  });

  it('given P2, P1 and one nobody has judged, then P1, P2, unjudged, P3', () => {
    const cards = [
      card({ id: 3 }),
      card({ id: 2, priority: 2 }),
      card({ id: 9, priority: null }),
      card({ id: 1, priority: 1 }),
    ];
    expect(cards.sort(byNeed).map((one) => one.id)).toEqual([1, 2, 9, 3]);
  });

  it('given equal priority, then the nearer deadline comes first', () => {
    const late = card({ id: 2, due_dispatch_at: '2026-11-22T11:10:00Z' });
    expect([card({ id: 1 }), late].sort(byNeed)[0]).toBe(late);
  });

  it('given nobody sent yet, then the deadline is the dispatch one; afterwards the one for the work', () => {
    expect(deadlineOf(card({}))?.due).toBe('2026-11-22T11:30:00Z');
    expect(deadlineOf(card({ state: 'on_scene' }))?.due).toBe('2026-11-22T15:00:00Z');
  });
});

it('given cameras around an incident, then the nearest come first', () => {
  const at = { lat: 16.47, lon: 107.59 };
  const things = [
    { id: 1, lat: 16.48, lon: 107.6 },
    { id: 2, lat: 16.4701, lon: 107.59 },
    { id: 3, lat: 16.472, lon: 107.59 },
  ];
  expect(nearest(at, things, 2).map((thing) => thing.id)).toEqual([2, 3]);
});
