import { api, newKey } from '../api';

/** A request that may be sent again: it keeps its key, so that the centre does it once however often it arrives. */
export function posting(path: string, body: unknown = {}): () => Promise<unknown> {
  const key = newKey();
  return () => api.post(path, body, { key });
}
