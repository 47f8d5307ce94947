import { api, newKey } from '../api';
import type { Desk } from './desk';

/** A request that may be sent again: it keeps its key, so that the centre does it once however often it arrives. */
export function posting(path: string, body: unknown = {}): () => Promise<unknown> {
  const key = newKey();
  return () => api.post(path, body, { key });
}

/** Does it, and lets an undo wait until it is done and said. */
export function during<T>(desk: Desk, deed: () => Promise<T>): Promise<T> {
  const done = deed();
  desk.doing = Promise.allSettled([desk.doing, done]);
  return done;
}
