/*
 * The tablet's service worker. The server writes ASSETS (the page's built files) and BUILD before this text, see
 * ioc/web/offline.py; this file imports nothing, so that it is one script.
 */
declare const ASSETS: readonly string[];
declare const BUILD: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const SHELLS = 'crew-shell-';
const SHELL = `${SHELLS}${BUILD}`;
const CITY = 'crew-city';
const PHOTOS = 'crew-photos';
const PAGE = '/crew';
const MAP = '/pack/basemap.pmtiles';
const WARDS = '/pack/wards.geojson';
/** Says whose page it is. */
const PERSON = 'X-Person';
const PATIENCE_MS = 4000;
const MAP_MOST = 80_000_000;
const PHOTOS_MOST = 200;

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
      await worker.clients.claim();
      await Promise.all([keepPage(), keepCity()]).catch(() => undefined);
      await tidy();
    })(),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (request.mode === 'navigate' && url.pathname === PAGE) event.respondWith(page(event));
  else if (url.pathname.startsWith('/static/dist/')) event.respondWith(kept(SHELL, request));
  else if (url.pathname === MAP) event.respondWith(map(request));
  else if (url.pathname === WARDS) event.respondWith(kept(CITY, request));
  else if (url.pathname.startsWith('/files/')) event.respondWith(kept(PHOTOS, request));
});

/** The newest page when the network answers in time, else the one from last time. */
async function page(event: FetchEvent): Promise<Response> {
  try {
    const fresh = await fetch(event.request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    // A redirect leads to the sign-in page: shown, never kept in place of the tablet's own.
    if (fresh.ok && !fresh.redirected && fresh.type === 'basic') {
      await keep(fresh.clone()).catch(() => undefined);
      event.waitUntil(keepCity().catch(() => undefined));
    }
    // A proxy whose centre is just being renewed.
    return fresh.status >= 500 ? ((await lastPage()) ?? fresh) : fresh;
  } catch {
    return (await lastPage()) ?? Response.error();
  }
}

/** This build's page, or that of the build before it, whose files are kept until this one has a page. */
async function lastPage(): Promise<Response | undefined> {
  return (await (await caches.open(SHELL)).match(PAGE)) ?? caches.match(PAGE);
}

async function keepPage(): Promise<void> {
  const fresh = await fetch(PAGE, { credentials: 'same-origin' });
  if (fresh.ok && !fresh.redirected) await keep(fresh);
}

/** The photos that one person has seen are not the next one's on the same tablet. */
async function keep(fresh: Response): Promise<void> {
  const before = await lastPage();
  if (before?.headers.get(PERSON) !== fresh.headers.get(PERSON)) await caches.delete(PHOTOS);
  await (await caches.open(SHELL)).put(PAGE, fresh);
}

/**
 * One build before this one stays, the newest that has a page: a page that is open, or opens offline, reads from it.
 * Builds are kept in the order in which they came: what came after this one is being installed beside it, and stays.
 */
async function tidy(): Promise<void> {
  const shells = (await caches.keys()).filter((name) => name.startsWith(SHELLS));
  const older = shells.slice(0, Math.max(0, shells.indexOf(SHELL)));
  let spared = false;
  for (const name of older.reverse()) {
    if (!spared && (await (await caches.open(name)).match(PAGE))) spared = true;
    else await caches.delete(name);
  }
}

/** Built files and photos never change under their name: what is kept is right. */
async function kept(name: string, request: Request): Promise<Response> {
  const cache = await caches.open(name);
  const known = await caches.match(request, { ignoreVary: true });
  if (known) return known;
  const fresh = await fetch(request);
  // A full tablet keeps nothing more; what it fetched is shown all the same.
  if (fresh.ok && fresh.status === 200) await cache.put(request, fresh.clone()).catch(() => undefined);
  if (name === PHOTOS) await trim(cache);
  return fresh;
}

async function trim(cache: Cache): Promise<void> {
  const known = await cache.keys();
  await Promise.all(known.slice(0, Math.max(0, known.length - PHOTOS_MOST)).map((old) => cache.delete(old)));
}

async function keepCity(): Promise<void> {
  for (const path of [MAP, WARDS]) await keepFile(path);
}

/** A city that was imported anew has other files under the same names. */
async function keepFile(path: string): Promise<void> {
  const cache = await caches.open(CITY);
  const head = await fetch(path, { method: 'HEAD', cache: 'no-cache' });
  const known = await cache.match(path);
  if (!head.ok || (known && tag(known) === tag(head))) return;
  if (Number(head.headers.get('Content-Length') ?? 0) > MAP_MOST) await cache.delete(path);
  else await cache.add(new Request(path, { cache: 'reload' }));
}

/** The same contents, whichever way they were packed for the journey. */
const tag = (answer: Response): string => (answer.headers.get('ETag') ?? '').replace(/^W\//, '');

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
