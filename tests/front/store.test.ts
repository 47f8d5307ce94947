import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apply, type Board, completed, fromSnapshot } from '../../static/src/store';
import type { IncidentCard, LiveEvent, Snapshot } from '../../static/src/wire';

const card = (id: number, version: number, title = 'Ngập') => ({ id, version, title }) as IncidentCard;
const event = (seq: number, cards: LiveEvent['cards'] = {}, gone: string[] = []): LiveEvent => ({
  seq,
  at: '2026-11-22T11:42:00Z',
  kind: 'incident.triaged',
  subject: 'incident:1',
  actor: null,
  cause: null,
  origin: 'real',
  data: {},
  cards,
  gone,
});
const start = (incidents: IncidentCard[], seq = 10): Board =>
  fromSnapshot({ seq, at: '2026-11-22T11:41:00Z', board: 'console', incidents } as Snapshot);

describe('the reducer', () => {
  it('given an event at or below the known seq, when applied, then nothing changes', () => {
    const board = start([card(1, 3)]);
    expect(apply(board, [event(10, { incidents: [card(1, 9)] })])).toBe(board);
  });

  it('given an older version of a card, when applied, then the known card stays and the seq moves on', () => {
    const board = apply(start([card(1, 3, 'mới')]), [event(11, { incidents: [card(1, 2, 'cũ')] })]);
    expect(board.incidents.get(1)?.title).toBe('mới');
    expect(board.seq).toBe(11);
  });

  it('given the same version again, when applied, then the later fact wins', () => {
    const board = apply(start([card(1, 3, 'trước')]), [event(11, { incidents: [card(1, 3, 'sau')] })]);
    expect(board.incidents.get(1)?.title).toBe('sau');
  });

  it('given a subject that left the audience, when applied, then its card is gone', () => {
    const board = apply(start([card(1, 3), card(2, 1)]), [event(11, {}, ['incident:1'])]);
    expect([...board.incidents.keys()]).toEqual([2]);
  });

  it('given the same events twice, when applied, then the board is the same as after once', () => {
    const events = [
      event(11, { incidents: [card(3, 1)] }),
      event(12, { incidents: [card(1, 4)] }, ['incident:3']),
    ];
    const once = apply(start([card(1, 3)]), events);
    expect(apply(once, events)).toBe(once);
  });

  it('given an event that touches one shelf, when applied, then the others keep their identity', () => {
    const before = start([card(1, 3)]);
    const after = apply(before, [event(11, { incidents: [card(1, 4)] })]);
    expect(after.alarms).toBe(before.alarms);
    expect(after.incidents).not.toBe(before.incidents);
  });
});

describe('a board that the tablet kept', () => {
  it('given one of a build that knew fewer shelves, then what it held is there and the others are empty', () => {
    const { reports, agencies, ...old } = start([card(1, 3)]);
    const board = completed(old);
    expect([...board.incidents.keys()]).toEqual([1]);
    expect([board.reports.size, board.agencies]).toEqual([0, []]);
  });
});

interface Fixture {
  before: Snapshot;
  events: LiveEvent[];
  after: Snapshot;
}

const SHELVES = ['incidents', 'alarms', 'crews', 'assignments', 'cameras', 'reports'] as const;
const folder = 'tests/fixtures';
const fixtures = existsSync(folder) ? readdirSync(folder).filter((name) => /^board.*\.json$/.test(name)) : [];

/** Written by pytest from the real centre, one per role: snapshot at a + events (a, b] = snapshot at b. */
describe.runIf(fixtures.length > 0)('snapshot and events', () => {
  it.each(fixtures)('given %s, when the events are applied, then it equals the fresh snapshot', (name) => {
    const { before, events, after } = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Fixture;
    const got = apply(fromSnapshot(before), events);
    const want = fromSnapshot(after);
    for (const shelf of SHELVES) {
      const sorted = (board: Board) => [...board[shelf].values()].sort((a, b) => a.id - b.id);
      expect(sorted(got)).toEqual(sorted(want));
    }
  });
});
