import { api, newKey, Problem } from '../api';
import { boot } from '../boot';
import { now } from '../clock';
import { t } from '../i18n';
import { Live } from '../live';
import { shrink } from '../public/shrink';
import { type Board, completed } from '../store';
import type { Agency, AssignmentCard, Category, CrewCard, HelpNeed, Pause } from '../wire';
import {
  type Action,
  actionWords,
  type Call,
  isStep,
  isTick,
  lastStand,
  refusedWords,
  request,
  type Stand,
  type Standing,
  type Step,
  type Tick,
} from './actions';
import { Book, type Evidence } from './book';
import { type Job, jobs, type Need, type PhotoKind, type Shot } from './jobs';
import type { Move } from './moves';
import { Positions } from './position';
import { HOLD_MOST_MS, type Item, Queue, type Trouble } from './queue';
import { isStranger, renew } from './renew';
import { cache, persist, type Refusal, shelf, stampOrder } from './shelf';

const UNDO_MS = 5000;
/** A photo that could not be made smaller by then leaves as it is. */
const SHRINK_MS = HOLD_MOST_MS;
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
  readonly book = new Book(() => this.tell());
  heardAt = 0;
  private answers = new Map<number, AssignmentCard>();
  private cached: Board | null = null;
  private readonly watchers = new Set<() => void>();
  private readonly refused = shelf('refusals');
  private saving: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly needs: readonly Need[]) {
    const changed = () => this.tell();
    this.actions = new Queue(shelf('actions'), {
      send: (action) => this.sendAction(action),
      refused: (action, problem) => this.note(action, actionWords(action), problem),
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
    const kept = await cache.get<Partial<Board>>(BOARD);
    this.cached = kept ? completed(kept) : null;
    this.heardAt = (await cache.get<number>(HEARD)) ?? 0;
    this.answers = (await cache.get<Map<number, AssignmentCard>>(ANSWERS)) ?? this.answers;
    void persist();
    this.refusals = await this.refused.all();
    await Promise.all([this.actions.load(), this.shots.load()]);
    this.live.watch(() => this.heard());
    this.live.onEvents((events) => {
      for (const event of events)
        for (const card of event.cards.incidents ?? []) void this.book.learn(card.id);
    });
    this.live.start();
    window.addEventListener('online', () => this.wake());
    window.addEventListener('pagehide', () => this.save());
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
    return (this.stranger ? null : this.live.board) ?? this.cached;
  }
  private get stranger(): boolean {
    return isStranger(this.live.board?.me);
  }
  /** As the crew stands, told or not yet. */
  get crew(): CrewCard | undefined {
    const card = this.board?.crews.get(boot.me?.crew_id ?? -1);
    const mine = lastStand(this.actions.items);
    if (!card || !mine) return card;
    const { status, pause = null, note = null, at } = mine;
    return { ...card, status, pause, pause_words: note, status_at: at };
  }
  get paused(): boolean {
    return this.crew?.status === 'break';
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
  /** How much of it only this page holds, because the device is full. */
  get unkept(): number {
    return this.actions.unkept.size + this.shots.unkept.size;
  }
  get offline(): boolean {
    return this.live.stale || !navigator.onLine;
  }
  get trouble(): Trouble | null {
    return this.stranger ? 'signed-out' : (this.actions.trouble ?? this.shots.trouble);
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
  wake(): void {
    this.actions.wake();
    this.shots.wake();
    void this.positions.send();
  }

  async act(job: Job, move: Move, words: { reason?: string; note?: string } = {}): Promise<void> {
    const hold = move === 'done' ? { hold: Date.now() + UNDO_MS } : {};
    await this.say<Step>(job.assignment.id, { move, ...words, ...hold });
    this.positions.start();
  }

  async tick(job: Job, step: string, done: boolean): Promise<void> {
    await this.say<Tick>(job.assignment.id, { step, done });
  }

  async callForHelp(job: Job, help: HelpNeed, note: string): Promise<void> {
    await this.say<Call>(job.assignment.id, { help, ...(note ? { note } : {}) });
  }

  /** Ready, paused and why, gone home. */
  async stand(status: Standing, pause?: Pause, note = ''): Promise<void> {
    await this.say<Stand>(0, { status, ...(pause ? { pause } : {}), ...(note ? { note } : {}) });
  }

  /** Told now, by the device's clock; it leaves when there is network, in the order in which things were told. */
  private async say<T extends Action>(
    assignment: number,
    told: Omit<T, 'key' | 'order' | 'assignment' | 'at'>,
  ): Promise<void> {
    const at = new Date(now()).toISOString();
    await this.actions.add({
      key: newKey(),
      order: stampOrder(),
      assignment,
      at,
      ...told,
    } as unknown as Action);
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

  async understood(refusal: Refusal): Promise<void> {
    this.refusals = this.refusals.filter((one) => one !== refusal);
    this.tell();
    await this.refused.drop(refusal.key).catch(() => undefined);
  }

  private heard(): void {
    if (this.stranger) this.live.stop();
    if (this.live.heardAt && this.live.heardAt !== this.heardAt) {
      if (this.heardAt < this.live.heardAt - 10_000) this.wake();
      this.heardAt = this.live.heardAt;
    }
    // A new tablet learns only from the centre that its crew is at work.
    if (this.working) this.positions.start();
    this.keep();
    this.book.foresee(this.jobs);
    this.tell();
  }

  /** At once, then at most every few seconds, and when the page goes: a tablet that is put away knows its jobs. */
  private keep(): void {
    if (this.saving !== undefined) return;
    this.save();
    this.saving = setTimeout(() => {
      this.saving = undefined;
      this.save();
    }, SAVE_MS);
  }

  private save(): void {
    if (this.live.board && !this.stranger) {
      this.cached = this.live.board;
      void cache.put(BOARD, this.live.board);
    }
    void cache.put(HEARD, this.heardAt);
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher();
  }

  private async sendAction(action: Action): Promise<void> {
    const { key, assignment } = action;
    const { path, body } = request(action, Math.min(20, this.shotsOf(assignment).length));
    await this.fresh(async () => {
      const card = await api.post<AssignmentCard>(path, body, { key });
      if (isStep(action)) {
        this.answers.set(card.id, card);
        await cache.put(ANSWERS, this.answers);
      } else if (isTick(action)) await this.book.tick(card.id, action.step, action.done ? action.at : null);
    });
  }

  private async sendShot({ key, assignment, incident, kind, at, photo }: Shot): Promise<void> {
    const fields = { kind, device_at: at };
    await this.fresh(async () => {
      const kept = await api.upload<Evidence>(`assignments/${assignment}/photos`, photo, fields, { key });
      await this.book.keep(incident, kept);
    });
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

  private async note(item: Item, what: string, problem: Problem): Promise<void> {
    const { key, assignment } = item;
    const refusal = { key, assignment, what, why: refusedWords(problem), at: Date.now() };
    this.refusals = [...this.refusals, refusal];
    this.tell();
    await this.refused.put(refusal).catch(() => undefined);
  }
}
