import type { Problem } from '../api';
import { boot } from '../boot';
import { t } from '../i18n';
import type { AssignmentState, HelpNeed, Pause } from '../wire';
import { assignmentWord, helpWord, pauseWord } from '../words';
import { type Move, moveWords } from './moves';
import type { Item } from './queue';

export type Standing = 'available' | 'break' | 'off';

interface Told extends Item {
  /** The device's time, RFC 3339: both times are kept. */
  at: string;
  note?: string;
}

export interface Step extends Told {
  move: Move;
  reason?: string;
}
/** A step of the checklist, ticked or taken back. */
export interface Tick extends Told {
  step: string;
  done: boolean;
}
export interface Call extends Told {
  help: HelpNeed;
}
/** How the crew stands; `assignment` is 0: it is about no job. */
export interface Stand extends Told {
  status: Standing;
  pause?: Pause;
}

/** What the crew told. Kept on the tablet until the centre has it. */
export type Action = Step | Tick | Call | Stand;

export const isStep = (action: Action): action is Step => 'move' in action;
export const isTick = (action: Action): action is Tick => 'step' in action;
export const isCall = (action: Action): action is Call => 'help' in action;
export const isStand = (action: Action): action is Stand => 'status' in action;

/** The last of those: later ones count. */
export function lastStand(actions: readonly Action[]): Stand | undefined {
  return actions.filter(isStand).at(-1);
}

/** Is this step ticked: as the centre has it, and as the crew changed it since. */
export function ticked(
  actions: readonly Action[],
  assignment: number,
  step: { code: string; done_at?: string | null },
): boolean {
  const mine = actions
    .filter(isTick)
    .filter((one) => one.assignment === assignment && one.step === step.code)
    .at(-1);
  return mine ? mine.done : Boolean(step.done_at);
}

/** Where an action goes, and what it carries. */
export function request(
  action: Action,
  photosPending: number,
): { path: string; body: Record<string, unknown> } {
  const told = { device_at: action.at, ...(action.note ? { note: action.note } : {}) };
  const path = `assignments/${action.assignment}`;
  if (isTick(action))
    return {
      path: `${path}/checks`,
      body: { step: action.step, done: action.done, device_at: action.at },
    };
  if (isCall(action)) return { path: `${path}/help`, body: { need: action.help, ...told } };
  if (isStand(action)) {
    const why = action.pause ? { reason: action.pause } : {};
    return { path: `crews/${boot.me?.crew_id}/status`, body: { status: action.status, ...why, ...told } };
  }
  const reason = action.reason ? { reason: action.reason } : {};
  return { path: `${path}/${action.move}`, body: { photos_pending: photosPending, ...reason, ...told } };
}

export function standWords(status: Standing): string {
  return { available: t('Sẵn sàng'), break: t('Tạm dừng'), off: t('Hết ca') }[status];
}

/** Why the centre said no, in the crew's words. */
export function refusedWords(problem: Problem): string {
  if (problem.type !== 'illegal-move') return problem.detail;
  const words: Record<string, string> = {
    declined: t('Tổ đã từ chối lệnh này trước đó.'),
    aborted: t('Trung tâm đã rút lệnh này về.'),
    done: t('Lệnh này đã báo xong.'),
  };
  const state = String(problem.extra.state ?? '');
  return (
    words[state] ?? t('Lệnh đang ở bước “%(state)s”.', { state: assignmentWord(state as AssignmentState) })
  );
}

/** In words, for the list of what is unsent and for a refusal. */
export function actionWords(action: Action): string {
  if (isTick(action)) return action.done ? t('Bước đã làm') : t('Bỏ dấu một bước');
  if (isCall(action)) return t('Xin hỗ trợ: %(need)s', { need: helpWord(action.help) });
  if (isStand(action)) return [standWords(action.status), pauseWord(action.pause)].filter(Boolean).join(': ');
  return moveWords(action.move);
}
