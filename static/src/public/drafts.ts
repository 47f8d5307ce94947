import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Place } from './place';

/** What a person has entered and not yet sent: it survives a lost network, a closed tab, an empty battery. */
export interface Draft {
  key: string;
  at: number;
  category: string;
  text: string;
  contact: Record<string, string>;
  place: Place | null;
  photos: Blob[];
}

interface Shelf extends DBSchema {
  draft: { key: string; value: Draft };
}

const NAME = 'report';
let opened: Promise<IDBPDatabase<Shelf>> | undefined;

function shelf(): Promise<IDBPDatabase<Shelf>> {
  opened ??= openDB<Shelf>('toan-canh-report', 1, { upgrade: (db) => void db.createObjectStore('draft') });
  return opened;
}

/** Private windows may refuse storage: the report then lives on the page alone. */
export const drafts = {
  async load(): Promise<Draft | undefined> {
    return (await shelf()).get('draft', NAME);
  },
  async keep(draft: Draft): Promise<void> {
    await (await shelf()).put('draft', draft, NAME);
  },
  async drop(): Promise<void> {
    await (await shelf()).delete('draft', NAME);
  },
};

export interface Sent {
  code: string;
  url: string;
  title: string;
  at: number;
}

const LIST = 'toan-canh-sent';
const MOST = 20;

/** The reports that were sent from this phone, newest first: their links are the only way back to them. */
export function sent(): Sent[] {
  try {
    return JSON.parse(localStorage.getItem(LIST) ?? '[]') as Sent[];
  } catch {
    return [];
  }
}

export function remember(entry: Sent): void {
  try {
    const known = sent();
    const before = known.find((other) => other.code === entry.code);
    const others = known.filter((other) => other !== before);
    const kept = before ? { ...entry, at: before.at } : entry;
    localStorage.setItem(LIST, JSON.stringify([kept, ...others].slice(0, MOST)));
  } catch {
    // No storage: the tracking page itself is the memory.
  }
}
