import type {
  Agency,
  AlarmCard,
  AssignmentCard,
  CameraCard,
  Cards,
  Category,
  CrewCard,
  Figures,
  IncidentCard,
  Kind,
  LiveEvent,
  Me,
  ReportCard,
  Shift,
  Snapshot,
} from './wire';

type ById<T> = ReadonlyMap<number, T>;

export interface Board {
  readonly seq: number;
  /** Which log counted so: when its fact `seq` was. After a restored backup the same numbers mean other facts. */
  readonly mark: string;
  readonly at: string;
  readonly board: string;
  readonly me: Me | null;
  readonly incidents: ById<IncidentCard>;
  readonly alarms: ById<AlarmCard>;
  readonly crews: ById<CrewCard>;
  readonly assignments: ById<AssignmentCard>;
  readonly cameras: ById<CameraCard>;
  readonly reports: ById<ReportCard>;
  readonly agencies: readonly Agency[];
  readonly categories: readonly Category[];
  readonly kinds: readonly Kind[];
  readonly shift: Shift | null;
  readonly figures: Figures;
}

const SHELVES = ['incidents', 'alarms', 'crews', 'assignments', 'cameras', 'reports'] as const;
type Shelf = (typeof SHELVES)[number];

/** "incident:12" names a card of this shelf. */
const SHELF_OF: Record<string, Shelf> = {
  incident: 'incidents',
  alarm: 'alarms',
  crew: 'crews',
  assignment: 'assignments',
  camera: 'cameras',
  report: 'reports',
};

interface Versioned {
  id: number;
  version: number;
}

function shelve<T extends Versioned>(cards: readonly T[] | undefined): Map<number, T> {
  return new Map((cards ?? []).map((card) => [card.id, card]));
}

export function fromSnapshot(snapshot: Snapshot): Board {
  return {
    seq: snapshot.seq,
    mark: snapshot.mark ?? '',
    at: snapshot.at,
    board: snapshot.board,
    me: snapshot.me,
    incidents: shelve(snapshot.incidents),
    alarms: shelve(snapshot.alarms),
    crews: shelve(snapshot.crews),
    assignments: shelve(snapshot.assignments),
    cameras: shelve(snapshot.cameras),
    reports: shelve(snapshot.reports),
    agencies: snapshot.agencies ?? [],
    categories: snapshot.categories ?? [],
    kinds: snapshot.kinds ?? [],
    shift: snapshot.shift ?? null,
    figures: snapshot.figures ?? { alarms_10min: 0, on_time_today: null, target_alarms_10min: 1 },
  };
}

/** A board that an older build has kept: shelves it did not know are there, and empty. */
export const completed = (kept: Partial<Board>): Board => ({ ...fromSnapshot({} as Snapshot), ...kept });

/**
 * The whole reducer: an event is the fact plus the cards of what it touched.
 * Events at or below the known `seq` change nothing; a card replaces one of the same or a lower version.
 * Shelves nobody touched keep their identity, so a view can skip them by `===`.
 */
export function apply(board: Board, events: readonly LiveEvent[]): Board {
  let { seq, mark, at, shift } = board;
  const fresh: Partial<Record<Shelf, Map<number, Versioned>>> = {};
  const open = (shelf: Shelf): Map<number, Versioned> => {
    const copy = fresh[shelf] ?? new Map<number, Versioned>(board[shelf]);
    fresh[shelf] = copy;
    return copy;
  };

  for (const event of events) {
    if (event.seq <= seq) continue;
    seq = event.seq;
    at = event.at;
    mark = event.at;
    for (const shelf of SHELVES) put(event.cards, shelf, open);
    for (const subject of event.gone ?? []) drop(subject, open);
    if (event.cards?.shift !== undefined) shift = event.cards.shift;
  }
  return seq === board.seq ? board : ({ ...board, ...fresh, seq, mark, at, shift } as Board);
}

type Open = (shelf: Shelf) => Map<number, Versioned>;

function put(cards: Cards | undefined, shelf: Shelf, open: Open): void {
  const list: readonly Versioned[] | undefined = cards?.[shelf];
  if (!list?.length) return;
  const known = open(shelf);
  for (const card of list) {
    if (card.version >= (known.get(card.id)?.version ?? 0)) known.set(card.id, card);
  }
}

function drop(subject: string, open: Open): void {
  const [kind = '', id = ''] = subject.split(':');
  const shelf = SHELF_OF[kind];
  if (shelf) open(shelf).delete(Number(id));
}
