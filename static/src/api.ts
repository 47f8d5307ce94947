import { boot } from './boot';

/** RFC 9457. `status` 0 means that the request never reached the centre. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly title: string,
    readonly detail: string,
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail || title);
    this.name = 'Problem';
  }

  get offline(): boolean {
    return this.status === 0;
  }
}

export interface Options {
  /** Same key, same effect: a retry or a double tap creates one thing. Creating POSTs get one by themselves. */
  key?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

const ROOT = '/api/v1';

export function newKey(): string {
  return crypto.randomUUID();
}

async function send<T>(method: string, path: string, body: unknown, options: Options): Promise<T> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': boot.lang,
    ...options.headers,
  };
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (method !== 'GET') headers['X-CSRFToken'] = boot.csrf;
  if (method === 'POST') headers['Idempotency-Key'] = options.key ?? newKey();
  if (body instanceof FormData || body instanceof Blob) {
    init.body = body;
  } else if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  if (options.signal) init.signal = options.signal;

  let response: Response;
  try {
    response = await fetch(path.startsWith('/') ? path : `${ROOT}/${path}`, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'offline', 'offline', '');
  }
  if (!response.ok) throw await problem(response);
  return (await payload(response)) as T;
}

async function payload(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  return response.headers.get('Content-Type')?.includes('json') ? response.json() : null;
}

async function problem(response: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    // A proxy's HTML error page: the status says enough.
  }
  const word = (name: string) => (typeof body[name] === 'string' ? (body[name] as string) : '');
  return new Problem(
    response.status,
    word('type') || 'about:blank',
    word('title') || response.statusText,
    word('detail'),
    body,
  );
}

export const api = {
  get: <T>(path: string, options: Options = {}) => send<T>('GET', path, undefined, options),
  post: <T>(path: string, body: unknown = {}, options: Options = {}) => send<T>('POST', path, body, options),
  patch: <T>(path: string, body: unknown, options: Options = {}) => send<T>('PATCH', path, body, options),
  put: <T>(path: string, body: unknown, options: Options = {}) => send<T>('PUT', path, body, options),
  remove: <T>(path: string, options: Options = {}) => send<T>('DELETE', path, undefined, options),

  upload<T>(
    path: string,
    file: Blob,
    fields: Record<string, string> = {},
    options: Options = {},
  ): Promise<T> {
    const form = new FormData();
    form.append('file', file, file instanceof File ? file.name : 'photo.jpg');
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return send<T>('POST', path, form, options);
  },

  async bytes(path: string, options: Options = {}): Promise<ArrayBuffer> {
    let response: Response;
    try {
      const init: RequestInit = { credentials: 'same-origin' };
      if (options.signal) init.signal = options.signal;
      response = await fetch(path.startsWith('/') ? path : `${ROOT}/${path}`, init);
    } catch {
      throw new Problem(0, 'offline', 'offline', '');
    }
    if (!response.ok) throw await problem(response);
    return response.arrayBuffer();
  },
};
