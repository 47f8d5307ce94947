import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { boot } from '../boot';
import type { Action } from './actions';
import type { Shot } from './jobs';
import type { Item, Shelf } from './queue';

export interface Refusal {
  key: string;
  assignment: number;
  what: string;
  why: string;
  at: number;
}

interface Tablet extends DBSchema {
  actions: { key: string; value: Action };
  shots: { key: string; value: Shot };
  refusals: { key: string; value: Refusal };
  cache: { key: string; value: unknown };
}

type Stored = { actions: Action; shots: Shot; refusals: Refusal };

let opened: Promise<IDBPDatabase<Tablet>> | undefined;

/** Each person's own: on a shared tablet what one left unsent waits for that one, and nobody sends it for them. */
function tablet(): Promise<IDBPDatabase<Tablet>> {
  opened ??= openDB<Tablet>(`toan-canh-crew-${boot.me?.id ?? 0}`, 1, {
    upgrade(db) {
      for (const name of ['actions', 'shots', 'refusals'] as const)
        db.createObjectStore(name, { keyPath: 'key' });
      db.createObjectStore('cache');
    },
  });
  return opened;
}

/** Asks the browser not to clear this away when the device runs full. */
export const persist = (): Promise<unknown> =>
  navigator.storage?.persist?.().catch(() => false) ?? Promise.resolve(false);

export function shelf<N extends keyof Stored>(name: N): Shelf<Stored[N]> {
  return {
    // A browser that stores nothing still lets the crew work on the page.
    all: () =>
      tablet()
        .then(async (db) => (await db.getAll(name)) as Stored[N][])
        .catch(() => []),
    put: async (item) => void (await (await tablet()).put(name, item)),
    drop: async (key) => (await tablet()).delete(name, key),
  };
}

/** What the tablet remembers of the centre, so that it opens without it. A full device remembers less; work goes on. */
export const cache = {
  get: async <T>(key: string): Promise<T | undefined> => {
    try {
      return (await (await tablet()).get('cache', key)) as T | undefined;
    } catch {
      return undefined;
    }
  },
  put: async (key: string, value: unknown): Promise<void> => {
    await tablet()
      .then((db) => db.put('cache', value, key))
      .catch(() => undefined);
  },
};

let last = 0;

/** When it was done; two things in the same millisecond keep their order. */
export function stampOrder(): number {
  last = Math.max(last + 1, Date.now());
  return last;
}

export type { Item };
