import { describe, expect, it, vi } from 'vitest';
import { Problem } from '../../static/src/api';
import { type Item, Queue, type Shelf, trouble } from '../../static/src/crew/queue';

/** A shelf like the tablet's, in memory; it outlives the queue as the real one outlives the tab. */
class Memory implements Shelf<Item> {
  readonly held = new Map<string, Item>();
  all = async () => [...this.held.values()].reverse();
  put = async (item: Item) => void this.held.set(item.key, item);
  drop = async (key: string) => void this.held.delete(key);
}

const item = (n: number, more: Partial<Item> = {}): Item => ({
  key: `k${n}`,
  order: n,
  assignment: 1,
  ...more,
});
const offline = () => new Problem(0, 'offline', 'offline', '');

function centre(answers: (Problem | null)[] = []) {
  const got: string[] = [];
  const refused: string[] = [];
  const shelf = new Memory();
  let clock = 0;
  const make = () =>
    new Queue<Item>(shelf, {
      send: async (one) => {
        const answer = answers.shift() ?? null;
        if (answer) throw answer;
        got.push(one.key);
      },
      refused: async (one) => void refused.push(one.key),
      changed: () => undefined,
      now: () => clock,
    });
  return { got, refused, shelf, make, tick: (to: number) => (clock = to) };
}

describe('the outbox of a tablet', () => {
  it('given no network, when three things are done, then all are kept and later sent in order', async () => {
    const { got, shelf, make } = centre([offline(), offline(), offline()]);
    const queue = make();
    for (const n of [1, 2, 3]) await queue.add(item(n));
    await queue.flush();
    expect(queue.trouble).toBe('offline');
    expect(shelf.held.size).toBe(3);
    await queue.flush();
    await queue.flush();
    expect(got).toEqual(['k1', 'k2', 'k3']);
    expect(shelf.held.size).toBe(0);
    expect(queue.trouble).toBeNull();
  });

  it('given a closed tab, when it opens again, then what was unsent is sent in the order it was done', async () => {
    const { got, make } = centre([offline(), offline()]);
    const before = make();
    await before.add(item(1));
    await before.add(item(2));
    const after = make();
    await after.load();
    expect(after.items.map((one) => one.key)).toEqual(['k1', 'k2']);
    await after.flush();
    expect(got).toEqual(['k1', 'k2']);
  });

  it('given a move that is no longer legal, when refused, then the crew is told and the rest goes on', async () => {
    const { got, refused, make } = centre([null, new Problem(409, 'illegal-move', '', 'done')]);
    const queue = make();
    await queue.add(item(1));
    await queue.add(item(2));
    await queue.add(item(3));
    await queue.flush();
    await new Promise((done) => setTimeout(done));
    expect([got, refused]).toEqual([['k1', 'k3'], ['k2']]);
  });

  it('given a clock that goes back an hour after a closing, then it is sent and does not wait the hour', async () => {
    const { got, make, tick } = centre();
    tick(3_600_000);
    const queue = make();
    await queue.add(item(1, { hold: 3_605_000 }));
    expect(got).toEqual([]);
    tick(0);
    await queue.flush();
    expect(got).toEqual(['k1']);
  });

  it('given a failure that is no answer of the centre, when tried again, then all of it arrives', async () => {
    vi.useFakeTimers();
    const { got, refused, make } = centre([new DOMException('', 'QuotaExceededError') as never]);
    const queue = make();
    await queue.add(item(1));
    await vi.advanceTimersByTimeAsync(0);
    expect([queue.trouble, queue.items.length]).toEqual(['busy', 1]);
    await vi.advanceTimersByTimeAsync(1000);
    expect([got, refused]).toEqual([['k1'], []]);
    vi.useRealTimers();
  });

  it('given a device that is full, when something is done, then it is held, said and sent all the same', async () => {
    const { got, shelf, make } = centre([offline()]);
    shelf.put = async () => Promise.reject(new DOMException('', 'QuotaExceededError'));
    shelf.drop = async () => Promise.reject(new DOMException('', 'QuotaExceededError'));
    const queue = make();
    await queue.add(item(1));
    await queue.flush();
    expect([queue.items.length, queue.unkept.size]).toEqual([1, 1]);
    await queue.flush();
    expect([got, queue.items, queue.unkept.size]).toEqual([['k1'], [], 0]);
  });

  it('given a closing with time to take it back, when taken back, then it is never sent', async () => {
    const { got, make, tick } = centre();
    const queue = make();
    await queue.add(item(1, { hold: 5000 }));
    await queue.flush();
    expect(got).toEqual([]);
    expect(await queue.withdraw('k1')).toBe(true);
    tick(6000);
    await queue.flush();
    expect(got).toEqual([]);
    expect(await queue.withdraw('k1')).toBe(false);
  });

  it.each([
    [0, 'offline', 'offline'],
    [401, 'unauthenticated', 'signed-out'],
    [403, 'csrf', 'stale-page'],
    [403, 'forbidden', null],
    [404, 'not-found', null],
    [409, 'illegal-move', null],
    [422, 'invalid', null],
    [429, 'too-many', 'busy'],
    [503, 'busy', 'busy'],
  ])('given %i %s, then it is %s', (status, type, expected) => {
    expect(trouble(new Problem(status, type, '', ''))).toBe(expected);
  });
});
