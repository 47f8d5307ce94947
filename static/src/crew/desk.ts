import { api, newKey, Problem } from '../api';
import { boot } from '../boot';
import { now } from '../clock';
import { t } from '../i18n';
import { Live } from '../live';
import { shrink } from '../public/shrink';
import type { Board } from '../store';
import type { Agency, AssignmentCard, Category, CrewCard } from '../wire';
import { type Action, type Job, jobs, type Move, type Need, type PhotoKind, type Shot } from './jobs';
import { moveWords } from './moves';
import { Positions } from './position';
import { Queue, type Trouble } from './queue';
import { renew } from './renew';
import { cache, type Refusal, shelf, stampOrder } from './shelf';

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
  checklist: { code: string; vi: string; en: string }[];
}

/** What is entered for a closing and not yet sent with one. */
export interface Closing {
  ticked: string[];
  note: string;
}

const UNDO_MS = 5000;
/** A photo that could not be made smaller by then leaves as it is. */
const SHRINK_MS = 15_000;
const BOARD = 'board';
const HEARD = 'heard';
const ANSWERS = 'answers';
const SAVE_MS = 800;

/** Everything the tablet holds: what the centre said last, what the crew did since, and what of it is unsent. */
export class CrewDesk {
  readonly live = new Live('crew');
  readonly actions: Queue<Action>;
  readonly shots: Queue<Shot>;
  readonly positions: Positions;
  refusals: Refusal[] = [];
  details = new Map<number, Detail>();
  closings = new Map<number, Closing>();
  heardAt = 0;
  private answers = new Map<number, AssignmentCard>();
  private cached: Board | null = null;
  private readonly watchers = new Set<() => void>();
  private readonly refused = shelf('refusals');
  private readonly foreseen = new Set<number>();
  private saving: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly needs: readonly Need[]) {
    const changed = () => this.tell();
    this.actions = new Queue(shelf('actions'), {
      send: (action) => this.sendAction(action),
      refused: (action, problem) => this.note(action, moveWords(action.move), problem),
      changed,
    });
    this.shots = new Queue(shelf('shots'), {
      send: (shot) => this.sendShot(shot),
      refused: (shot, problem) => this.note(shot, t('Ảnh'), problem),
      changed,
    });
    this.positions = new Positions(boot.me?.crew_id ?? 0, changed);
  }

  async open(): Promise<void> {
    this.cached = (await cache.get<Board>(BOARD)) ?? null;
    this.heardAt = (await cache.get<number>(HEARD)) ?? 0;
    this.answers = (await cache.get<Map<number, AssignmentCard>>(ANSWERS)) ?? this.answers;
    this.refusals = await this.refused.all();
    await Promise.all([this.actions.load(), this.shots.load()]);
    this.live.watch(() => this.heard());
    this.live.onEvents((events) => {
      for (const event of events) for (const card of event.cards.incidents ?? []) void this.learn(card.id);
    });
    this.live.start();
    window.addEventListener('online', () => this.wake());
    document.addEventListener('visibilitychange', () => !document.hidden && this.wake());
    this.wake();
    if (this.working) this.positions.start();
    this.tell();
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  get board(): Board | null {
    return this.live.board ?? this.cached;
  }
  get crew(): CrewCard | undefined {
    return this.board?.crews.get(boot.me?.crew_id ?? -1);
  }
  get jobs(): Job[] {
    return jobs(this.board, this.actions.items, this.answers);
  }
  get working(): boolean {
    return this.jobs.length > 0 || ['available', 'busy'].includes(this.crew?.status ?? '');
  }
  get unsent(): number {
    return this.actions.items.length + this.shots.items.length;
  }
  get offline(): boolean {
    return this.live.stale || !navigator.onLine;
  }
  get trouble(): Trouble | null {
    return this.actions.trouble ?? this.shots.trouble;
  }
  /** The last thing done, while it can still be taken back. */
  get undoable(): Action | null {
    const last = this.actions.items.at(-1);
    return last?.hold && last.hold > Date.now() ? last : null;
  }
  category(code: string | undefined): Category | undefined {
    return this.board?.categories.find((one) => one.code === code);
  }
  agency(id: number | null | undefined): Agency | undefined {
    return this.board?.agencies.find((one) => one.id === id);
  }
  shotsOf(assignment: number, kind?: PhotoKind): Shot[] {
    return this.shots.items.filter((one) => one.assignment === assignment && (!kind || one.kind === kind));
  }
  closing(assignment: number): Closing {
    return this.closings.get(assignment) ?? { ticked: [], note: '' };
  }

  wake(): void {
    this.actions.wake();
    this.shots.wake();
    void this.positions.send();
  }

  async act(job: Job, move: Move, words: { reason?: string; note?: string } = {}): Promise<void> {
    const hold = move === 'done' ? { hold: Date.now() + UNDO_MS } : {};
    const order = stampOrder();
    const at = new Date(now()).toISOString();
    await this.actions.add({
      key: newKey(),
      order,
      assignment: job.assignment.id,
      move,
      at,
      ...words,
      ...hold,
    });
    this.positions.start();
    navigator.vibrate?.(20);
  }

  /** The camera's own file is safe on the tablet at once; a smaller one takes its place before it leaves. */
  async shoot(job: Job, kind: PhotoKind, photo: Blob): Promise<void> {
    const at = new Date(now()).toISOString();
    const { id, incident_id } = job.assignment;
    const shot = { key: newKey(), order: stampOrder(), assignment: id, incident: incident_id, kind, at };
    await this.shots.add({ ...shot, photo, hold: Date.now() + SHRINK_MS });
    await this.shots.replace({ ...shot, photo: await shrink(photo) });
  }

  /** On shift, resting, home: said at once or not at all, for the centre counts on it. */
  async setStatus(status: 'available' | 'break' | 'off'): Promise<void> {
    try {
      await this.fresh(() => api.post(`crews/${boot.me?.crew_id}/status`, { status }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const why = error.detail || t('Mất mạng.');
      this.refusals = [
        ...this.refusals,
        { key: newKey(), assignment: 0, what: t('Trạng thái tổ'), why, at: Date.now() },
      ];
      this.tell();
    }
  }

  async understood(refusal: Refusal): Promise<void> {
    await this.refused.drop(refusal.key);
    this.refusals = this.refusals.filter((one) => one !== refusal);
    this.tell();
  }

  enter(assignment: number, closing: Closing): void {
    this.closings.set(assignment, closing);
    void cache.put(`closing:${assignment}`, closing);
    this.tell();
  }

  /** The incident's own page of the book: photos, checklist, the officer's words. From the tablet when offline. */
  async learn(incident: number, assignment?: number): Promise<void> {
    if (assignment !== undefined && !this.closings.has(assignment)) {
      const kept = await cache.get<Closing>(`closing:${assignment}`);
      if (kept) this.closings.set(assignment, kept);
    }
    if (!this.details.has(incident)) {
      const kept = await cache.get<Detail>(`incident:${incident}`);
      if (kept) this.details.set(incident, kept);
      this.tell();
    }
    try {
      const { timeline, attachments, checklist } = await api.get<Detail>(`incidents/${incident}`);
      const detail = { timeline, attachments, checklist };
      this.details.set(incident, detail);
      await cache.put(`incident:${incident}`, detail);
      this.tell();
    } catch (error) {
      // Without network the tablet shows what it knew; the banner says how old that is.
      if (!(error instanceof Problem)) throw error;
    }
  }

  private heard(): void {
    if (this.live.heardAt && this.live.heardAt !== this.heardAt) {
      if (this.heardAt < this.live.heardAt - 10_000) this.wake();
      this.heardAt = this.live.heardAt;
    }
    if (this.saving === undefined)
      this.saving = setTimeout(() => {
        this.saving = undefined;
        if (this.live.board) void cache.put(BOARD, this.live.board);
        void cache.put(HEARD, this.heardAt);
      }, SAVE_MS);
    this.foresee();
    this.tell();
  }

  /** Every job is read while there is network, not only the one on screen. */
  private foresee(): void {
    for (const { assignment } of this.jobs) {
      if (this.foreseen.has(assignment.id)) continue;
      this.foreseen.add(assignment.id);
      void this.learn(assignment.incident_id, assignment.id);
    }
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher();
  }

  private async sendAction({ key, assignment, move, at, reason, note }: Action): Promise<void> {
    const words = { ...(reason ? { reason } : {}), ...(note ? { note } : {}) };
    const body = { device_at: at, photos_pending: Math.min(20, this.shotsOf(assignment).length), ...words };
    await this.fresh(async () => {
      const card = await api.post<AssignmentCard>(`assignments/${assignment}/${move}`, body, { key });
      this.answers.set(card.id, card);
      await cache.put(ANSWERS, this.answers);
    });
  }

  private async sendShot({ key, assignment, incident, kind, at, photo }: Shot): Promise<void> {
    const fields = { kind, device_at: at };
    await this.fresh(async () => {
      const kept = await api.upload<Evidence>(`assignments/${assignment}/photos`, photo, fields, { key });
      this.keep(incident, kept);
    });
  }

  /** What was sent is seen at once, before the centre tells the whole case again. */
  private keep(incident: number, kept: Evidence): void {
    const detail = this.details.get(incident) ?? { timeline: [], attachments: [], checklist: [] };
    const others = detail.attachments.filter((one) => one.id !== kept.id);
    this.details.set(incident, { ...detail, attachments: [...others, kept] });
    void cache.put(`incident:${incident}`, this.details.get(incident));
  }

  /** A page that was open for a night carries an old token: it fetches a new one and the queue tries again. */
  private async fresh(send: () => Promise<unknown>): Promise<void> {
    try {
      await send();
    } catch (error) {
      if (error instanceof Problem && error.type === 'csrf') await renew();
      throw error;
    }
  }

  private async note(
    item: { key: string; assignment: number },
    what: string,
    problem: Problem,
  ): Promise<void> {
    const refusal = { key: item.key, assignment: item.assignment, what, why: problem.detail, at: Date.now() };
    await this.refused.put(refusal);
    this.refusals = [...this.refusals, refusal];
    this.tell();
  }
}
