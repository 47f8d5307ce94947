import { io, type Socket } from 'socket.io-client';
import { learnTime } from './clock';
import { t } from './i18n';
import { apply, type Board, fromSnapshot } from './store';
import type { CameraCard, Figures, Head, LiveEvent, Presence, Snapshot } from './wire';

export type Link = 'connecting' | 'live' | 'lost';
type Watcher = () => void;
type FrameWatcher = (frame: ArrayBuffer) => void;
type EventWatcher = (events: readonly LiveEvent[]) => void;

export interface LiveOptions {
  /** The tracking token of a citizen's page. */
  token?: string;
}

/** A head comes every 5 s; two missed ones mean that we no longer know what happens out there. */
const STALE_MS = 10_000;
const RECOVER_MS = 30_000;
/** A line on which the centre does not say who we are is dead, however open it looks. */
const WELCOME_MS = 10_000;
/** After a centre that is busy, or that hung up: the door is tried again. */
const AGAIN_MS = 3000;
const SIGN_IN = 401;
const BUSY = 503;

/** The live feed of one board: one socket, one state, and the honest age of both. */
export class Live {
  board: Board | null = null;
  presence: Presence = {};
  link: Link = 'connecting';
  /** Why the centre does not let us in, in its words. */
  refusal = '';
  /** Local ms of the last word from the centre; 0 before the first. */
  heardAt = 0;

  private readonly socket: Socket;
  private readonly watchers = new Set<Watcher>();
  private readonly frameWatchers = new Set<FrameWatcher>();
  private readonly eventWatchers = new Set<EventWatcher>();
  private scheduled = false;
  private recoveredAt = 0;
  private headSeq = 0;
  /** The status of the centre's last refusal; 0 when it let us in since. */
  private refused = 0;
  private welcome: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;
  private view: string[] = [];
  private looking: number | null = null;

  constructor(
    readonly name: string,
    private readonly options: LiveOptions = {},
  ) {
    this.socket = io('/board', { transports: ['websocket'], reconnectionDelayMax: 5000, autoConnect: false });
    this.listen();
  }

  start(): this {
    this.socket.connect();
    return this;
  }

  stop(): void {
    clearTimeout(this.welcome);
    clearTimeout(this.again);
    this.socket.disconnect();
  }

  /** ms since the centre was last heard. */
  get age(): number {
    return this.heardAt ? Date.now() - this.heardAt : Number.POSITIVE_INFINITY;
  }

  get stale(): boolean {
    return this.board === null || this.age > STALE_MS;
  }

  watch(watcher: Watcher): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  onFrame(watcher: FrameWatcher): () => void {
    this.frameWatchers.add(watcher);
    return () => this.frameWatchers.delete(watcher);
  }

  /** What happened since the last call, after it has been applied: for sounds and announcements. */
  onEvents(watcher: EventWatcher): () => void {
    this.eventWatchers.add(watcher);
    return () => this.eventWatchers.delete(watcher);
  }

  /** The z12 tiles in view, so that only their telemetry is sent. */
  see(cells: string[]): void {
    if (cells.join() === this.view.join()) return;
    this.view = cells;
    if (this.socket.connected) this.socket.emit('view', { cells });
  }

  look(incident: number | null): void {
    if (incident === this.looking) return;
    this.looking = incident;
    if (this.socket.connected) this.socket.emit('look', { incident });
  }

  /** Cards that were asked for, not told: newer pictures of the same cameras. Older versions lose, as in an event. */
  freshen(cameras: readonly CameraCard[]): void {
    const { board } = this;
    if (!board) return;
    const known = new Map(board.cameras);
    for (const card of cameras) {
      if (card.version >= (known.get(card.id)?.version ?? 0)) known.set(card.id, card);
    }
    this.board = { ...board, cameras: known };
    this.notify();
  }

  private listen(): void {
    const { socket } = this;
    socket.io.on('open', () => this.expectWelcome());
    socket.on('connect', () => {
      clearTimeout(this.welcome);
      this.join();
    });
    socket.on('disconnect', (reason) => {
      this.setLink('lost');
      // Socket.IO comes back by itself after everything but a server that hung up.
      if (reason === 'io server disconnect' && this.refused !== SIGN_IN) this.later(() => socket.connect());
    });
    socket.on('connect_error', () => this.setLink('lost'));
    socket.on('refused', (problem: { status?: number; detail?: string }) => {
      this.refused = problem.status ?? 0;
      this.refusal = this.refused === BUSY ? t('đang bận, sẽ tự thử lại') : (problem.detail ?? '');
      if (this.refused === BUSY) this.later(() => (socket.connected ? this.join() : undefined));
      this.setLink('lost');
    });
    socket.on('snapshot', (snapshot: Snapshot) => {
      this.headSeq = 0; // an earlier head may be one of another log
      this.take(fromSnapshot(snapshot), snapshot.at);
    });
    socket.on('events', (events: LiveEvent[]) => this.happened(events));
    socket.on('event', (event: LiveEvent) => this.happened([event]));
    socket.on('head', (head: Head) => this.hearHead(head));
    // Only heads and facts say that the feed lives; presence, figures and telemetry come past a dead one.
    socket.on('presence', (presence: Presence) => {
      this.presence = presence;
      this.notify();
    });
    socket.on('figures', (figures: Figures) => {
      if (this.board) this.board = { ...this.board, figures };
      this.notify();
    });
    socket.on('frame', (frame: ArrayBuffer) => {
      for (const watcher of this.frameWatchers) watcher(frame);
    });
  }

  private expectWelcome(): void {
    clearTimeout(this.welcome);
    this.welcome = setTimeout(() => {
      if (!this.socket.connected) this.socket.io.engine.close();
    }, WELCOME_MS);
  }

  private later(act: () => void): void {
    clearTimeout(this.again);
    this.again = setTimeout(act, AGAIN_MS);
  }

  private join(): void {
    const { board, options } = this;
    const since = board ? { since: board.seq, ...(board.mark ? { mark: board.mark } : {}) } : {};
    this.socket.emit('join', {
      board: this.name,
      ...since,
      ...(options.token ? { token: options.token } : {}),
    });
    if (this.view.length) this.socket.emit('view', { cells: this.view });
    if (this.looking !== null) this.socket.emit('look', { incident: this.looking });
  }

  private take(board: Board, at?: string): void {
    this.board = board;
    if (at) learnTime(at);
    this.link = 'live';
    this.refusal = '';
    this.refused = 0;
    this.heard();
  }

  private happened(events: readonly LiveEvent[]): void {
    if (!this.board) return;
    const before = this.board;
    const after = apply(before, events);
    this.take(after);
    const fresh = events.filter((event) => event.seq > before.seq);
    if (fresh.length) for (const watcher of this.eventWatchers) watcher(fresh);
  }

  /** Behind the head twice in a row: ask for what is missing, but never in a loop. */
  private hearHead(head: Head): void {
    learnTime(head.at);
    const behind = this.board !== null && this.headSeq > this.board.seq;
    if (behind && Date.now() - this.recoveredAt > RECOVER_MS) {
      this.recoveredAt = Date.now();
      this.join();
    }
    this.headSeq = head.seq;
    this.link = this.board ? 'live' : this.link;
    this.heard();
  }

  private setLink(link: Link): void {
    this.link = link;
    this.notify();
  }

  private heard(): void {
    this.heardAt = Date.now();
    this.notify();
  }

  /** A flood of events is one repaint. */
  private notify(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      for (const watcher of this.watchers) watcher();
    });
  }
}
