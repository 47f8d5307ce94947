import { Problem } from '../api';
import { boot } from '../boot';
import { t } from '../i18n';
import { Live } from '../live';
import type { PointTable } from '../map/points';
import type { Board } from '../store';
import type { AlarmCard, AssignmentCard, Category, CrewCard, IncidentCard } from '../wire';
import { Details } from './details';
import { Echoes } from './echoes';
import { tellOf } from './news';
import { type Group, grouped, isFree } from './order';
import { Selection, type Thing } from './selection';

export type DialogName =
  | 'help'
  | 'search'
  | 'hold'
  | 'cancel'
  | 'merge'
  | 'shelve'
  | 'reopen'
  | 'repair'
  | 'recall'
  | 'judge'
  | 'create'
  | 'alarms'
  | 'unknown'
  | 'cameras'
  | 'handover'
  | 'moretime'
  | null;

export type Layer = 'incidents' | 'crews' | 'sensors' | 'cameras';

export interface Notice {
  text: string;
  bad: boolean;
  undo?: () => Promise<unknown>;
}

/** What did not reach the centre: kept until it is sent again, never sent by itself after the moment has passed. */
type Unsent = () => Promise<unknown>;

const NOTICE_MS = 12_000;
const AHEAD = 3;

/** One officer's desk: the live board, what is selected, what was just done and can be undone. */
export class Desk {
  readonly live = new Live('console');
  readonly selection = new Selection(boot.me?.id ?? null);
  readonly echoes = new Echoes<IncidentCard>(() => this.changed());
  readonly alarmEchoes = new Echoes<AlarmCard>(() => this.changed());
  readonly details = new Details(() => this.changed());
  readonly layers = new Set<Layer>(['incidents', 'crews', 'sensors', 'cameras']);
  dialog: DialogName = null;
  notice: Notice | null = null;
  unsent: Unsent[] = [];
  /** Read aloud by assistive tools: the newest P1 that nobody has. */
  announcement = '';
  /** Where the map looks: a new incident opens there. */
  center = { lon: boot.city.center[0], lat: boot.city.center[1] };
  /** The sensors' points, once the map has them. */
  points: PointTable | null = null;
  /** What is on its way to the centre: an undo waits for it, so that it never takes back what came before. */
  doing: Promise<unknown> = Promise.resolve();
  /** A place that a search found: the map goes there and marks it. */
  place: { lon: number; lat: number; title: string } | null = null;

  private readonly watchers = new Set<() => void>();
  private noticeTimer: ReturnType<typeof setTimeout> | undefined;
  private memo: { incidents: unknown; echoes: number; groups: Group[] } | null = null;
  private scheduled = false;
  /** The place in the queue of what is selected: when it leaves, the next one stands there. */
  private row = -1;
  private before = 0;

  constructor() {
    this.live.watch(() => this.boardMoved());
    this.live.onEvents((events) => {
      this.details.happened(events);
      tellOf(this, events);
    });
    this.selection.watch((thing) => {
      this.row = thing?.kind === 'incident' ? this.rows.findIndex((card) => card.id === thing.id) : -1;
      if (thing?.kind === 'incident') this.before = thing.id;
      this.ahead();
      this.live.look(thing?.kind === 'incident' ? thing.id : null);
      this.details.want(thing);
      this.changed();
    });
  }

  get board(): Board | null {
    return this.live.board;
  }

  get selected(): Thing | null {
    return this.selection.current;
  }

  /** The selected incident, with what was just done to it. */
  get incident(): IncidentCard | null {
    const { selected } = this;
    return selected?.kind === 'incident' ? this.incidentOf(selected.id) : null;
  }

  incidentOf(id: number): IncidentCard | null {
    const card = this.board?.incidents.get(id) ?? this.details.incident(id).value;
    return card ? this.echoes.apply(card) : null;
  }

  /** All rows of the queue in their order. */
  get rows(): IncidentCard[] {
    return this.groups.flatMap((group) => group.items);
  }

  /** The queue, in the order of need. Sorted once per change, not once per paint. */
  get groups(): Group[] {
    const { board, memo } = this;
    if (!board) return [];
    if (memo && memo.incidents === board.incidents && memo.echoes === this.echoes.revision)
      return memo.groups;
    const groups = grouped([...board.incidents.values()].map((card) => this.echoes.apply(card)));
    this.memo = { incidents: board.incidents, echoes: this.echoes.revision, groups };
    return groups;
  }

  category(code: string): Category | undefined {
    return this.board?.categories.find((category) => category.code === code);
  }

  /** Live assignments of an incident, the most advanced first. */
  assignmentsOf(incident: number): AssignmentCard[] {
    const over = new Set(['declined', 'done', 'aborted']);
    return [...(this.board?.assignments.values() ?? [])].filter(
      (assignment) => assignment.incident_id === incident && !over.has(assignment.state),
    );
  }

  crew(id: number): CrewCard | undefined {
    return this.board?.crews.get(id);
  }

  alarmsOf(incident: number): AlarmCard[] {
    return this.alarms().filter((alarm) => alarm.incident_id === incident);
  }

  alarms(): AlarmCard[] {
    return [...(this.board?.alarms.values() ?? [])].map((alarm) => this.alarmEchoes.apply(alarm));
  }

  may(permission: string): boolean {
    const me = this.board?.me ?? boot.me;
    return !me || me.permissions.length === 0 || me.permissions.includes(permission);
  }

  select(thing: Thing | null): void {
    this.selection.select(thing);
  }

  /** From a sensor, crew or camera back to the incident that was looked at before it. */
  back(): void {
    const { rows } = this;
    const to = rows.find((card) => card.id === this.before) ?? rows[0];
    this.select(to ? { kind: 'incident', id: to.id } : null);
  }

  /** The next or the previous row of the queue. */
  step(by: 1 | -1): void {
    const { rows } = this;
    if (!rows.length) return;
    const at = rows.findIndex((card) => card.id === this.selected?.id && this.selected.kind === 'incident');
    const next =
      rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) this.select({ kind: 'incident', id: next.id });
  }

  open(dialog: DialogName): void {
    this.dialog = dialog;
    this.changed();
  }

  toggle(layer: Layer): void {
    if (!this.layers.delete(layer)) this.layers.add(layer);
    this.changed();
  }

  goTo(lon: number, lat: number, title: string): void {
    this.place = { lon, lat, title };
    this.changed();
  }

  say(text: string, undo?: () => Promise<unknown>): void {
    this.tell({ text, bad: false, ...(undo ? { undo } : {}) });
  }

  /** What went wrong elsewhere and needs somebody. */
  warn(text: string): void {
    this.tell({ text, bad: true });
  }

  /** A failure in words: what the centre said, or that it could not be reached. Nothing is dropped. */
  fail(error: unknown, again?: Unsent): void {
    if (error instanceof Problem) {
      if (error.offline && again) this.unsent.push(again);
      const text = error.offline ? t('Không tới được trung tâm. Việc vừa rồi chưa được ghi.') : error.message;
      this.tell({ text, bad: true });
      return;
    }
    this.tell({ text: String(error), bad: true });
    throw error;
  }

  /** Sends again what did not arrive, in its order, under the same keys. */
  async sendAgain(): Promise<void> {
    const waiting = this.unsent.splice(0);
    this.changed();
    for (const send of waiting) await send();
  }

  async undo(): Promise<void> {
    if (this.unsent.length) return this.sendAgain();
    await this.doing;
    const undo = this.notice?.undo;
    if (!undo) return this.say(t('Không có gì để hoàn tác.'));
    this.notice = null;
    this.changed();
    try {
      await undo();
      this.say(t('Đã hoàn tác.'));
    } catch (error) {
      this.fail(error);
    }
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  changed(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      for (const watcher of this.watchers) watcher();
    });
  }

  /** Who could go is asked ahead for the next rows, so that Enter never waits for it. */
  private ahead(): void {
    const next = this.rows.slice(Math.max(0, this.row), Math.max(0, this.row) + AHEAD);
    for (const card of next) if (isFree(card)) this.details.recommendation(card.id);
  }

  private boardMoved(): void {
    const { board } = this;
    if (board) {
      this.echoes.settle(board.incidents);
      this.alarmEchoes.settle(board.alarms);
      this.follow();
    }
    this.changed();
  }

  /** What was selected and has left the queue gives way to the row that took its place. */
  private follow(): void {
    const { rows, selected } = this;
    if (selected && selected.kind !== 'incident') return;
    const at = selected ? rows.findIndex((card) => card.id === selected.id) : -1;
    if (at >= 0) this.row = at;
    else if (selected === null || (this.row >= 0 && !this.board?.incidents.has(selected.id))) {
      const next = rows[Math.min(Math.max(0, this.row), rows.length - 1)];
      this.row = -1;
      if (next || selected) this.select(next ? { kind: 'incident', id: next.id } : null);
    }
  }

  private tell(notice: Notice): void {
    this.notice = notice;
    clearTimeout(this.noticeTimer);
    this.noticeTimer = setTimeout(() => {
      this.notice = null;
      this.changed();
    }, NOTICE_MS);
    this.changed();
  }
}
