import { t } from '../i18n';
import type { Board } from '../store';
import type { AssignmentCard, AssignmentState, IncidentCard } from '../wire';
import { type Action, isStep } from './actions';
import type { Move } from './moves';
import type { Item } from './queue';

export type PhotoKind = 'before' | 'after';

export interface Shot extends Item {
  incident: number;
  kind: PhotoKind;
  at: string;
  photo: Blob;
}

export interface Job {
  assignment: AssignmentCard;
  incident: IncidentCard | undefined;
  /** Where the crew says it is; the centre may not have heard of it yet. */
  state: AssignmentState;
  /** Since when, RFC 3339. */
  since: string;
  unsent: boolean;
}

const TO: Record<Move, AssignmentState> = {
  accept: 'accepted',
  decline: 'declined',
  'en-route': 'en_route',
  'on-scene': 'on_scene',
  done: 'done',
  abort: 'aborted',
};
const NEXT: Partial<Record<AssignmentState, Move>> = {
  offered: 'accept',
  accepted: 'en-route',
  en_route: 'on-scene',
  on_scene: 'done',
};
const OVER: readonly AssignmentState[] = ['declined', 'done', 'aborted'];
const NEAREST_TO_DONE: readonly AssignmentState[] = ['on_scene', 'en_route', 'accepted', 'offered'];

export const nextMove = (state: AssignmentState): Move | null => NEXT[state] ?? null;
export const live = (state: AssignmentState): boolean => !OVER.includes(state);

/**
 * What the crew has done, sent or not, on top of what the centre knows. `answers`: cards that came as answers to what
 * was sent, and may be ahead of the live feed.
 */
export function jobs(
  board: Board | null,
  actions: readonly Action[],
  answers: ReadonlyMap<number, AssignmentCard> = new Map(),
): Job[] {
  const list = [...(board?.assignments.values() ?? [])].map((known) => {
    const answer = answers.get(known.id);
    const assignment = answer && answer.version > known.version ? answer : known;
    const mine = actions.filter(isStep).filter((action) => action.assignment === assignment.id);
    const last = mine.at(-1);
    return {
      assignment,
      incident: board?.incidents.get(assignment.incident_id),
      state: last ? TO[last.move] : assignment.state,
      since: last?.at ?? stamp(assignment),
      unsent: last !== undefined,
    };
  });
  return list.filter((job) => live(job.state)).sort(order);
}

function order(a: Job, b: Job): number {
  return (
    NEAREST_TO_DONE.indexOf(a.state) - NEAREST_TO_DONE.indexOf(b.state) ||
    (a.incident?.priority ?? 4) - (b.incident?.priority ?? 4) ||
    a.assignment.id - b.assignment.id
  );
}

function stamp(card: AssignmentCard): string {
  return card.on_scene_at ?? card.en_route_at ?? card.accepted_at ?? card.offered_at;
}

export type Need = 'photo' | 'note';

/** What a closing still lacks of what the city asks for. */
export function missing(needs: readonly Need[], photosAfter: number, note: string): Need[] {
  return needs.filter((need) => (need === 'photo' ? photosAfter === 0 : note.trim() === ''));
}

/** The words of a closing: the crew's own; without any, how much was ticked. Each tick is told already and not repeated. */
export function closingNote(ticked: number, of: number, words: string): string {
  return words.trim() || (ticked ? t('Đã làm %(n)s/%(of)s bước', { n: ticked, of }) : '');
}
