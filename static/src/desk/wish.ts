import type { IncidentCard } from '../wire';
import type { Desk } from './desk';

/** Why its agency asks for more time, in the agency's own words: the newest asking in its history. */
export function wishOf(desk: Desk, card: IncidentCard): string {
  const told = desk.details.incident(card.id).value?.timeline ?? [];
  const asked = told.filter((entry) => entry.kind === 'incident.more_time_asked');
  return asked.sort((a, b) => b.seq - a.seq)[0]?.text ?? '';
}
