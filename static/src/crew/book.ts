import { api, Problem } from '../api';
import { cache } from './shelf';

export interface Evidence {
  id: number;
  url: string;
  thumb: string;
  kind: string;
  at: string;
  assignment_id: number | null;
}

export interface Detail {
  timeline: {
    kind: string;
    at: string;
    text?: string | null;
    actor?: { kind: string; name?: string } | null;
  }[];
  attachments: Evidence[];
  checklist: { code: string; vi: string; en: string; done_at?: string | null; by?: string | null }[];
}

/** What the tablet knows of each incident, and the words of a closing that are not sent yet. */
export class Book {
  readonly details = new Map<number, Detail>();
  private readonly notes = new Map<number, string>();
  private readonly foreseen = new Set<number>();

  constructor(private readonly changed: () => void) {}

  note(assignment: number): string {
    return this.notes.get(assignment) ?? '';
  }

  enter(assignment: number, words: string): void {
    this.notes.set(assignment, words);
    void cache.put(`note:${assignment}`, words);
    this.changed();
  }

  /** Every job is read while there is network, not only the one on screen. */
  foresee(jobs: Iterable<{ assignment: { id: number; incident_id: number } }>): void {
    for (const { assignment } of jobs) {
      if (this.foreseen.has(assignment.id)) continue;
      this.foreseen.add(assignment.id);
      void this.learn(assignment.incident_id, assignment.id);
    }
  }

  /** The incident's own page of the book: photos, checklist, the officer's words. From the tablet when offline. */
  async learn(incident: number, assignment?: number): Promise<void> {
    if (assignment !== undefined && !this.notes.has(assignment)) {
      const kept = await cache.get<string>(`note:${assignment}`);
      if (kept && !this.notes.has(assignment)) this.notes.set(assignment, kept);
    }
    if (!this.details.has(incident)) {
      const kept = await cache.get<Detail>(`incident:${incident}`);
      if (kept && !this.details.has(incident)) this.details.set(incident, kept);
      this.changed();
    }
    try {
      const { timeline, attachments, checklist } = await api.get<Detail>(`incidents/${incident}`);
      await this.put(incident, { timeline, attachments, checklist });
      this.changed();
    } catch (error) {
      // Without network the tablet shows what it knew; the banner says how old that is.
      if (!(error instanceof Problem)) throw error;
    }
  }

  /** A photo that was sent is seen at once, before the centre tells the whole case again. */
  async keep(incident: number, kept: Evidence): Promise<void> {
    const detail = this.detail(incident);
    const others = detail.attachments.filter((one) => one.id !== kept.id);
    await this.put(incident, { ...detail, attachments: [...others, kept] });
  }

  /** So is a tick: it stays on the page while the centre tells the case again. */
  async tick(incident: number, step: string, done_at: string | null): Promise<void> {
    const detail = this.detail(incident);
    const checklist = detail.checklist.map((one) => (one.code === step ? { ...one, done_at } : one));
    await this.put(incident, { ...detail, checklist });
  }

  private detail(incident: number): Detail {
    return this.details.get(incident) ?? { timeline: [], attachments: [], checklist: [] };
  }

  private async put(incident: number, detail: Detail): Promise<void> {
    this.details.set(incident, detail);
    await cache.put(`incident:${incident}`, detail);
  }
}
