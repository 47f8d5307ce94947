/*
 * The tablet's service worker. The server writes ASSETS (the page's built files) and BUILD before this text, see
 * ioc/web/offline.py; this file imports nothing, so that it is one script.
 */
declare const ASSETS: readonly string[];
declare const BUILD: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const SHELL = `crew-shell-${BUILD}`;
const CITY = 'crew-city';
const PHOTOS = 'crew-photos';
const PAGE = '/crew';
const MAP = '/pack/basemap.pmtiles';
const WARDS = '/pack/wards.geojson';
/** Says whose page it is. */
const PERSON = 'X-Person';
const PATIENCE_MS = 4000;
const MAP_MOST = 80_000_000;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(ASSETS))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith('crew-shell-') && name !== SHELL);
      await Promise.all(old.map((name) => caches.delete(name)));
      await worker.clients.claim();
      await Promise.all([keepPage(), keepCity()]).catch(() => undefined);
    })(),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (request.mode === 'navigate' && url.pathname === PAGE) event.respondWith(page(request));
  else if (url.pathname.startsWith('/static/dist/')) event.respondWith(kept(SHELL, request));
  else if (url.pathname === MAP) event.respondWith(map(request));
  else if (url.pathname === WARDS) event.respondWith(kept(CITY, request));
  else if (url.pathname.startsWith('/files/')) event.respondWith(kept(PHOTOS, request));
});

/** The newest page when the network answers in time, else the one from last time. */
async function page(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL);
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    // A redirect leads to the sign-in page: shown, never kept in place of the tablet's own.
    if (fresh.ok && !fresh.redirected && fresh.type === 'basic') await keep(cache, fresh.clone());
    return fresh;
  } catch {
    return (await cache.match(PAGE)) ?? Response.error();
  }
}

async function keepPage(): Promise<void> {
  const fresh = await fetch(PAGE, { credentials: 'same-origin' });
  if (fresh.ok && !fresh.redirected) await keep(await caches.open(SHELL), fresh);
}

/** The photos that one person has seen are not the next one's on the same tablet. */
async function keep(cache: Cache, fresh: Response): Promise<void> {
  const before = await caches.match(PAGE);
  if (before?.headers.get(PERSON) !== fresh.headers.get(PERSON)) await caches.delete(PHOTOS);
  await cache.put(PAGE, fresh);
}

/** Built files and photos never change under their name: what is kept is right. */
async function kept(name: string, request: Request): Promise<Response> {
  const cache = await caches.open(name);
  const known = await cache.match(request, { ignoreVary: true });
  if (known) return known;
  const fresh = await fetch(request);
  if (fresh.ok && fresh.status === 200) await cache.put(request, fresh.clone());
  return fresh;
}

async function keepCity(): Promise<void> {
  const cache = await caches.open(CITY);
  if (await cache.match(MAP)) return;
  const head = await fetch(MAP, { method: 'HEAD' });
  if (!head.ok || Number(head.headers.get('Content-Length') ?? 0) > MAP_MOST) return;
  await cache.addAll([MAP, WARDS]);
}

/** The base map is one file that is read by ranges: cut from the kept one, or asked for. */
async function map(request: Request): Promise<Response> {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('Range') ?? '');
  const whole = await (await caches.open(CITY)).match(MAP);
  if (!whole || !range) return whole ?? fetch(request);
  const blob = await whole.blob();
  const from = Number(range[1]);
  const to = range[2] ? Math.min(Number(range[2]), blob.size - 1) : blob.size - 1;
  const headers = new Headers(whole.headers);
  headers.set('Content-Range', `bytes ${from}-${to}/${blob.size}`);
  headers.set('Content-Length', String(to - from + 1));
  return new Response(blob.slice(from, to + 1), { status: 206, statusText: 'Partial Content', headers });
}

export {};
