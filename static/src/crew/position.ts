import { api, Problem } from '../api';
import { trouble } from './queue';
import { cache } from './shelf';

interface Fix {
  lat: number;
  lon: number;
  accuracy: number | null;
  at: string;
}

const EVERY_MS = 6000;
const STILL_MS = 30_000;
const MOVED_M = 15;
const KEPT = 500;
const STORE = 'fixes';
const METRES = 111_195;

export type Sharing = 'off' | 'asking' | 'on' | 'refused';

/** Where the crew is: told every few seconds while it moves; fixes without network wait, the newest 500. */
export class Positions {
  sharing: Sharing = 'off';
  latest: Fix | null = null;
  private waiting: Fix[] = [];
  private watch: number | undefined;
  private sending = false;

  constructor(
    private readonly crew: number,
    private readonly changed: () => void,
  ) {
    void cache.get<Fix[]>(STORE).then((kept) => {
      this.waiting = [...(kept ?? []), ...this.waiting];
    });
  }

  start(): void {
    if (this.watch !== undefined || !('geolocation' in navigator)) return;
    this.become('asking');
    this.watch = navigator.geolocation.watchPosition(
      (found) => this.take(found),
      (error) => this.become(error.code === error.PERMISSION_DENIED ? 'refused' : 'asking'),
      { enableHighAccuracy: true, maximumAge: 2000, timeout: 30_000 },
    );
  }

  again(): void {
    if (this.watch !== undefined) navigator.geolocation.clearWatch(this.watch);
    this.watch = undefined;
    this.start();
  }

  private become(sharing: Sharing): void {
    this.sharing = sharing;
    this.changed();
  }

  private take({ coords, timestamp }: GeolocationPosition): void {
    const at = new Date(timestamp).toISOString();
    const fix: Fix = { lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy, at };
    const before = this.latest;
    if (before && !worthTelling(before, fix)) return;
    this.latest = fix;
    this.waiting = [...this.waiting, fix].slice(-KEPT);
    this.become('on');
    void this.send();
  }

  async send(): Promise<void> {
    if (this.sending || this.waiting.length === 0) return;
    this.sending = true;
    const items = this.waiting;
    try {
      await api.post(`crews/${this.crew}/positions`, { items });
      this.waiting = this.waiting.filter((fix) => !items.includes(fix));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // What the centre will never take is not sent for ever.
      if (trouble(error) === null) this.waiting = this.waiting.filter((fix) => !items.includes(fix));
    } finally {
      this.sending = false;
      await cache.put(STORE, this.waiting);
    }
  }
}

/** A moving crew every 6 s, one that stands still every 30 s. */
function worthTelling(before: Fix, fix: Fix): boolean {
  const gap = Date.parse(fix.at) - Date.parse(before.at);
  if (gap >= STILL_MS) return true;
  const east = (fix.lon - before.lon) * METRES * Math.cos((fix.lat * Math.PI) / 180);
  const north = (fix.lat - before.lat) * METRES;
  return gap >= EVERY_MS && Math.hypot(east, north) >= MOVED_M;
}
