import type { IncidentCard } from '../wire';

export type GroupName = 'help' | 'free' | 'working' | 'held';

export interface Group {
  name: GroupName;
  items: IncidentCard[];
}

const GROUP_OF: Partial<Record<IncidentCard['state'], GroupName>> = {
  open: 'free',
  triaged: 'free',
  assigned: 'working',
  en_route: 'working',
  on_scene: 'working',
  on_hold: 'held',
};

export const groupOf = (card: IncidentCard): GroupName | undefined =>
  card.merged_into === null ? GROUP_OF[card.state] : undefined;

/** Nobody has it yet: drawn solid. */
export const isFree = (card: IncidentCard) => groupOf(card) === 'free';

/** Before triage nobody knows how urgent it is: it stands behind P2 and before P3. */
const urgency = (card: IncidentCard) => card.priority ?? 2.5;

/** The time that counts now: until somebody is sent, the dispatch deadline; then the one for the work. */
export function deadlineOf(card: IncidentCard): { from: string; due: string } | null {
  const due = isFree(card) ? (card.due_dispatch_at ?? card.due_at) : card.due_at;
  return due ? { from: card.opened_at, due } : null;
}

const time = (at: string | null | undefined) => (at ? Date.parse(at) : Number.POSITIVE_INFINITY);

/** What somebody must act on first: sharper first, then the nearer deadline, then the older. */
export function byNeed(a: IncidentCard, b: IncidentCard): number {
  return (
    urgency(a) - urgency(b) ||
    time(deadlineOf(a)?.due) - time(deadlineOf(b)?.due) ||
    time(a.opened_at) - time(b.opened_at) ||
    a.id - b.id
  );
}

/** The queue in its groups; who calls for help from the place stands above all. */
export function grouped(cards: Iterable<IncidentCard>): Group[] {
  const groups: Record<GroupName, IncidentCard[]> = { help: [], free: [], working: [], held: [] };
  for (const card of cards) {
    const name = groupOf(card);
    if (name) groups[card.help_at ? 'help' : name].push(card);
  }
  return (Object.entries(groups) as [GroupName, IncidentCard[]][]).map(([name, items]) => ({
    name,
    items: items.sort(byNeed),
  }));
}

export function metresBetween(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const rad = Math.PI / 180;
  const x = (b.lon - a.lon) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  const y = (b.lat - a.lat) * rad;
  return Math.hypot(x, y) * 6_371_000;
}

export function nearest<T extends { lat: number; lon: number }>(
  to: { lat: number; lon: number },
  things: Iterable<T>,
  count: number,
): T[] {
  return [...things].sort((a, b) => metresBetween(to, a) - metresBetween(to, b)).slice(0, count);
}
