import { deadlineOf, groupOf, isFree } from '../desk/order';
import { called, named, t } from '../i18n';
import type { Pin } from '../map/cluster';
import type { Board } from '../store';
import type { Agency, CameraCard, IncidentCard } from '../wire';
import { priorityLabel } from '../words';

/** What the wall says, worked out from the board. Two words where the desk says eight: street, then what. */

const HOUSE_NUMBER = /^(số\s+)?\d+[\w/-]*\s+/iu;
const LONG = 13;

/** "112 Nguyễn Sinh Cung, Vỹ Dạ" → "Nguyễn Sinh Cung" */
export function street(card: { place: string; ward: string | null }): string {
  const first = (card.place.split(/[,·]/)[0] ?? '').trim();
  return first.replace(HOUSE_NUMBER, '').replace(/^đường\s+/iu, '') || card.ward || card.place;
}

/** Said wherever the wall has room for two words: nobody may take a drill for the real thing. */
export const isDrill = (card: IncidentCard): boolean => card.origin === 'drill';

/** The title when it is short, else the name of the category; a drill is called that, and its icon says the rest. */
export function what(board: Board, card: IncidentCard): string {
  if (isDrill(card)) return t('Diễn tập');
  const title = called(card);
  if (title && title.length <= LONG) return title;
  const category = board.categories.find((one) => one.code === card.category);
  return category ? named(category) : title;
}

export const iconOf = (board: Board, card: IncidentCard): string =>
  board.categories.find((one) => one.code === card.category)?.icon ?? 'pin';

export function lateOnes(board: Board, now: number): IncidentCard[] {
  const due = (card: IncidentCard) => Date.parse(deadlineOf(card)?.due ?? '');
  return [...board.incidents.values()]
    .filter((card) => ['free', 'working'].includes(groupOf(card) ?? '') && due(card) < now)
    .sort((a, b) => (a.priority ?? 3) - (b.priority ?? 3) || due(a) - due(b));
}

export interface Load {
  agency: Agency;
  jobs: number;
  late: number;
}

/** Open work against capacity, the fullest first. Agencies without work or capacity say nothing and are left out. */
export function loads(board: Board, now: number): Load[] {
  const late = new Set(lateOnes(board, now).map((card) => card.id));
  const found = new Map(board.agencies.map((agency) => [agency.id, { agency, jobs: 0, late: 0 }]));
  for (const card of board.incidents.values()) {
    const load = card.agency_id === null ? undefined : found.get(card.agency_id);
    const group = groupOf(card);
    if (!load || (group !== 'free' && group !== 'working')) continue;
    load.jobs++;
    if (late.has(card.id)) load.late++;
  }
  const fullness = (load: Load) => load.jobs / Math.max(1, load.agency.capacity);
  return [...found.values()]
    .filter((load) => load.jobs > 0 || load.agency.capacity > 0)
    .sort((a, b) => fullness(b) - fullness(a) || b.jobs - a.jobs);
}

/** Cameras with a picture, nearest to the worst first; a dead one is shown, with its age, not hidden. */
export function camerasFor(board: Board, worst: IncidentCard | undefined, count: number): CameraCard[] {
  const shown = [...board.cameras.values()].filter((camera) => camera.snapshot_url);
  const distance = (camera: CameraCard) =>
    worst
      ? Math.hypot(camera.lat - worst.lat, (camera.lon - worst.lon) * Math.cos((worst.lat * Math.PI) / 180))
      : camera.id;
  return shown.sort((a, b) => distance(a) - distance(b)).slice(0, count);
}

const LABELLED = 4;

export function wallPins(board: Board, cards: readonly IncidentCard[]): Pin[] {
  let labels = 0;
  const pins = cards.map((card): Pin => {
    const free = isFree(card);
    const place = free && labels < LABELLED ? street(card) : '';
    const label = place && isDrill(card) ? t('Diễn tập: %(title)s', { title: place }) : place;
    if (label) labels++;
    return {
      kind: 'incident',
      id: card.id,
      lon: card.lon,
      lat: card.lat,
      level: card.priority ?? 0,
      held: !free,
      icon: iconOf(board, card),
      title: `${priorityLabel(card.priority)}: ${called(card)}`,
      ...(label ? { label } : {}),
    };
  });
  for (const crew of board.crews.values()) {
    if (crew.lat === null || crew.lon === null || crew.status === 'off') continue;
    pins.push({
      kind: 'crew',
      id: crew.id,
      lon: crew.lon,
      lat: crew.lat,
      level: 0,
      held: false,
      icon: 'crew',
      title: crew.code,
    });
  }
  return pins;
}

/** What the map should show: what nobody has taken, and all else that is near it; never one far outlier alone. */
export function frame(cards: readonly IncidentCard[]): IncidentCard[] {
  const free = cards.filter(isFree);
  const chosen = free.length ? free : [...cards];
  if (chosen.length < 8) return chosen;
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const lon = middle(chosen.map((card) => card.lon));
  const lat = middle(chosen.map((card) => card.lat));
  const far = (card: IncidentCard) => Math.hypot(card.lon - lon, card.lat - lat);
  return chosen.sort((a, b) => far(a) - far(b)).slice(0, Math.ceil(chosen.length * 0.9));
}
