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
  /** Which question this answers: of two on their way at once the later one counts, whichever comes back last. */
  turn: number;
}

const REFRESH_MS: Record<string, number> = {
  recommendation: 20_000,
  readings: 15_000,
  sensor: 15_000,
  incident: 60_000,
};
const KEEP = 60;
const BURST_MS = 150;

/** The incidents that a fact is about, or whose cards it brought. */
function touched({ subject, cards }: LiveEvent): (number | null)[] {
  const [kind, id] = subject.split(':');
  return [
    kind === 'incident' ? Number(id) : null,
    ...(cards?.incidents ?? []).map((card) => card.id),
    ...(cards?.assignments ?? []).map((card) => card.incident_id),
    ...(cards?.alarms ?? []).map((card) => card.incident_id),
  ];
}

/** What is fetched beyond the cards: the story of an incident, who could go, a sensor and its curve. */
export class Details {
  private readonly loaded = new Map<string, Loaded<unknown>>();
  private wanted: Thing | null = null;
  private pending: ReturnType<typeof setTimeout> | undefined;
  /** Incidents to which something happened since their story was asked for. */
  private readonly old = new Set<number>();
  private turns = 0;

  constructor(private readonly changed: () => void) {
    onBeat(() => this.refresh());
  }

  want(thing: Thing | null): void {
    this.wanted = thing;
    this.renew();
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

  /** Something happened: what is shown is fetched again, once for a burst; the rest when it is looked at again. */
  happened(events: readonly LiveEvent[]): void {
    for (const event of events)
      for (const id of touched(event))
        if (id !== null && this.loaded.has(`incidents/${id}`)) this.old.add(id);
    this.pending ??= setTimeout(() => {
      this.pending = undefined;
      this.renew();
    }, BURST_MS);
  }

  again(path: string): void {
    for (const key of this.loaded.keys()) if (key === path || key.startsWith(`${path}/`)) void this.load(key);
  }

  private renew(): void {
    const { wanted } = this;
    if (wanted?.kind === 'incident' && this.old.delete(wanted.id)) this.again(`incidents/${wanted.id}`);
  }

  private get<T>(path: string): Loaded<T> {
    const known = this.loaded.get(path) as Loaded<T> | undefined;
    if (known) return known;
    const fresh: Loaded<T> = { value: null, problem: null, loading: true, at: 0, turn: 0 };
    this.loaded.set(path, fresh);
    if (this.loaded.size > KEEP) this.loaded.delete(this.loaded.keys().next().value as string);
    void this.load(path);
    return fresh;
  }

  private async load(path: string): Promise<void> {
    const turn = ++this.turns;
    const before = this.loaded.get(path);
    if (before) before.at = Date.now();
    try {
      this.take(path, await api.get<unknown>(path), null, turn);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.take(path, before?.value ?? null, error, turn);
    }
  }

  private take(path: string, value: unknown, problem: Problem | null, turn: number): void {
    if (turn < (this.loaded.get(path)?.turn ?? 0)) return;
    this.loaded.set(path, { value, problem, loading: false, at: Date.now(), turn });
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
