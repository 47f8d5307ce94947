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

export function shelf<N extends keyof Stored>(name: N): Shelf<Stored[N]> {
  return {
    all: async () => (await (await tablet()).getAll(name)) as Stored[N][],
    put: async (item) => void (await (await tablet()).put(name, item)),
    drop: async (key) => (await tablet()).delete(name, key),
  };
}

/** What the tablet remembers of the centre, so that it opens without it. */
export const cache = {
  get: async <T>(key: string) => (await (await tablet()).get('cache', key)) as T | undefined,
  put: async (key: string, value: unknown) => void (await (await tablet()).put('cache', value, key)),
};

let last = 0;

/** When it was done; two things in the same millisecond keep their order. */
export function stampOrder(): number {
  last = Math.max(last + 1, Date.now());
  return last;
}

export type { Item };
