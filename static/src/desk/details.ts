import { api, Problem } from '../api';
import { onBeat } from '../clock';
import type { LiveEvent } from '../wire';
import type { Thing } from './selection';
import type { IncidentDetail, Readings, Recommendation, SensorDetail } from './types';

export interface Loaded<T> {
  value: T | null;
  problem: Problem | null;
  loading: boolean;
  at: number;
}

const REFRESH_MS: Record<string, number> = {
  recommendation: 20_000,
  readings: 15_000,
  sensor: 15_000,
  incident: 60_000,
};
const KEEP = 60;

/** What is fetched beyond the cards: the story of an incident, who could go, a sensor and its curve. */
export class Details {
  private readonly loaded = new Map<string, Loaded<unknown>>();
  private wanted: Thing | null = null;
  private pending: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {
    onBeat(() => this.refresh());
  }

  want(thing: Thing | null): void {
    this.wanted = thing;
  }

  incident(id: number): Loaded<IncidentDetail> {
    return this.get<IncidentDetail>(`incidents/${id}`);
  }

  recommendation(id: number): Loaded<Recommendation> {
    return this.get<Recommendation>(`incidents/${id}/recommendation`);
  }

  sensor(id: number): Loaded<SensorDetail> {
    return this.get<SensorDetail>(`sensors/${id}`);
  }

  readings(id: number, quantity: string): Loaded<{ items: Readings }> {
    return this.get<{ items: Readings }>(
      `sensors/${id}/readings?quantity=${encodeURIComponent(quantity)}&points=200`,
    );
  }

  /** Something happened to what is shown: fetch it again, once for a burst. */
  happened(events: readonly LiveEvent[]): void {
    const { wanted } = this;
    if (wanted?.kind !== 'incident') return;
    const about = events.some(
      (event) =>
        event.subject === `incident:${wanted.id}` ||
        event.cards?.incidents?.some((card) => card.id === wanted.id) ||
        event.cards?.assignments?.some((card) => card.incident_id === wanted.id) ||
        event.cards?.alarms?.some((card) => card.incident_id === wanted.id),
    );
    if (about && this.pending === undefined) {
      this.pending = setTimeout(() => {
        this.pending = undefined;
        this.again(`incidents/${wanted.id}`);
      }, 150);
    }
  }

  again(path: string): void {
    for (const key of this.loaded.keys()) if (key.startsWith(path)) void this.load(key);
  }

  private get<T>(path: string): Loaded<T> {
    const known = this.loaded.get(path) as Loaded<T> | undefined;
    if (known) return known;
    const fresh: Loaded<T> = { value: null, problem: null, loading: true, at: 0 };
    this.loaded.set(path, fresh);
    if (this.loaded.size > KEEP) this.loaded.delete(this.loaded.keys().next().value as string);
    void this.load(path);
    return fresh;
  }

  private async load(path: string): Promise<void> {
    const before = this.loaded.get(path);
    if (before) before.at = Date.now();
    try {
      const value = await api.get<unknown>(path);
      this.loaded.set(path, { value, problem: null, loading: false, at: Date.now() });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.loaded.set(path, { value: before?.value ?? null, problem: error, loading: false, at: Date.now() });
    }
    this.changed();
  }

  /** Only what is on the screen grows stale visibly: refresh that, leave the rest. */
  private refresh(): void {
    const { wanted } = this;
    if (!wanted || document.hidden) return;
    for (const [path, entry] of this.loaded) {
      const mine = path.startsWith('sensors/') || path.startsWith(`incidents/${wanted.id}`);
      const kind = path.includes('readings')
        ? 'readings'
        : path.includes('recommendation')
          ? 'recommendation'
          : path.startsWith('sensors/')
            ? 'sensor'
            : 'incident';
      const age = Date.now() - entry.at;
      if (path.startsWith('sensors/') && age > 120_000) this.loaded.delete(path);
      else if (mine && !entry.loading && age > (REFRESH_MS[kind] ?? 60_000)) void this.load(path);
    }
  }
}
