import { api } from '../api';
import { t } from '../i18n';
import { dayTime } from '../time';
import type { AssignmentCard, IncidentCard, Priority } from '../wire';
import type { Desk } from './desk';
import { isFree } from './order';
import { during, posting } from './posting';
import type { RankedCrew } from './types';

/** What an officer can do. Each shows its effect at once, is taken back if the centre refuses, and says so. */

interface Done {
  text: string;
  undo?: () => Promise<unknown>;
}

async function does(
  desk: Desk,
  card: IncidentCard,
  patch: Partial<IncidentCard>,
  request: () => Promise<unknown>,
  done?: Done,
): Promise<boolean> {
  desk.echoes.show(card, patch);
  try {
    await during(desk, async () => {
      await request();
      if (done) desk.say(done.text, done.undo);
    });
    return true;
  } catch (error) {
    desk.echoes.drop(card.id);
    desk.fail(error, () => does(desk, card, patch, request, done));
    return false;
  }
}

const incidentPath = (card: IncidentCard, verb: string) => `incidents/${card.id}/${verb}`;

export async function setPriority(desk: Desk, priority: Priority): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  const before = card.priority;
  const state = card.state === 'open' ? ('triaged' as const) : card.state;
  const undo =
    before === null ? {} : { undo: () => api.post(incidentPath(card, 'triage'), { priority: before }) };
  await does(desk, card, { priority, state }, posting(incidentPath(card, 'triage'), { priority }), {
    text: t('%(code)s: mức P%(p)s', { code: card.code, p: priority }),
    ...undo,
  });
  desk.details.again(`incidents/${card.id}/recommendation`);
}

/** Sends the crew at this place of the ranking; 0 is the first. */
export async function dispatchRank(desk: Desk, place: number): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  const ranked = desk.details.recommendation(card.id).value?.ranked;
  const crew = ranked?.[place];
  if (!crew) {
    desk.say(ranked ? t('Chưa có đề xuất cho chỗ này.') : t('Đang tính đường: bấm lại khi thấy tên tổ.'));
    return;
  }
  if (card.priority === null) {
    desk.say(t('Đặt mức trước: bấm 1, 2, 3 hoặc 4.'));
    return;
  }
  await dispatch(desk, card, crew);
}

async function dispatch(desk: Desk, card: IncidentCard, crew: RankedCrew): Promise<void> {
  const undo = async () => {
    const sent = desk.assignmentsOf(card.id).find((assignment) => assignment.crew_id === crew.crew_id);
    if (sent) await api.post(`assignments/${sent.id}/abort`, { reason: t('điều nhầm') });
  };
  const patch = isFree(card) ? { state: 'assigned' as const, dispatched_at: new Date().toISOString() } : {};
  const request = posting(incidentPath(card, 'dispatch'), { crew_ids: [crew.crew_id] });
  const text = t('Đã điều %(crew)s đến %(place)s', { crew: crew.code, place: card.place || card.code });
  await does(desk, card, patch, request, { text, undo });
}

export const isMine = (card: IncidentCard, me: number | undefined) =>
  card.claimed_by?.kind === 'user' && card.claimed_by.id === me;

export async function toggleClaim(desk: Desk): Promise<void> {
  const card = desk.incident;
  const me = desk.board?.me;
  if (!card || !me) return;
  const mine = isMine(card, me.id);
  const verb = mine ? 'release' : 'claim';
  const claimed_by = mine ? null : { kind: 'user' as const, id: me.id, name: me.name };
  await does(desk, card, { claimed_by }, posting(incidentPath(card, verb)), {
    text: mine
      ? t('%(code)s: đã thôi nhận', { code: card.code })
      : t('%(code)s: bạn đang lo', { code: card.code }),
  });
}

/** A crew's call for help is seen to without sending another crew. */
export async function helpAnswered(desk: Desk, card: IncidentCard): Promise<void> {
  const request = () => api.post(incidentPath(card, 'help-answered'));
  await does(desk, card, { help_at: null }, request, {
    text: t('%(code)s: đã lo hỗ trợ', { code: card.code }),
  });
}

/** Its agency cannot keep the deadline: it gets the time it asked for, or hears why not. */
export async function answerMoreTime(desk: Desk, give: boolean, reason?: string): Promise<void> {
  const card = desk.incident;
  const until = card?.more_time_until;
  if (!card || !until) return;
  const patch = { more_time_until: null, ...(give ? { due_at: until } : {}) };
  const request = posting(incidentPath(card, 'more-time/answer'), give ? { give } : { give, reason });
  const text = give
    ? t('%(code)s: hạn mới %(time)s', { code: card.code, time: dayTime(until) })
    : t('%(code)s: không cho thêm thời gian', { code: card.code });
  await does(desk, card, patch, request, { text });
}

export async function hold(desk: Desk, reason: string, until: string): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  const patch = { state: 'on_hold' as const, hold_reason: reason, hold_until: until };
  const undo = () => api.post(incidentPath(card, 'resume'));
  await does(desk, card, patch, posting(incidentPath(card, 'hold'), { reason, until }), {
    text: t('%(code)s: tạm gác', { code: card.code }),
    undo,
  });
}

export async function resume(desk: Desk): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  if (card.state === 'on_hold') {
    await does(desk, card, { state: 'triaged' }, posting(incidentPath(card, 'resume')), {
      text: t('%(code)s: làm tiếp', { code: card.code }),
    });
  } else if (card.state === 'resolved') {
    await does(desk, card, { state: 'closed' }, posting(incidentPath(card, 'close')), {
      text: t('%(code)s: đã đóng', { code: card.code }),
      undo: () => api.post(incidentPath(card, 'reopen'), { reason: t('bấm nhầm') }),
    });
  } else {
    desk.say(t('Việc này chưa gác và chưa xong: không có gì để làm tiếp hay đóng.'));
  }
}

export async function cancel(desk: Desk, reason: string): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  const undo = () => api.post(incidentPath(card, 'reopen'), { reason: t('hủy nhầm') });
  await does(desk, card, { state: 'cancelled' }, posting(incidentPath(card, 'cancel'), { reason }), {
    text: t('%(code)s: đã hủy', { code: card.code }),
    undo,
  });
}

export async function resolve(desk: Desk): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  const undo = () => api.post(incidentPath(card, 'reopen'), { reason: t('bấm nhầm') });
  await does(desk, card, { state: 'resolved' }, posting(incidentPath(card, 'resolve')), {
    text: t('%(code)s: đã xử lý', { code: card.code }),
    undo,
  });
}

export async function merge(desk: Desk, into: IncidentCard): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  const undo = () => api.post(incidentPath(card, 'unmerge'));
  const request = posting(incidentPath(card, 'merge'), { into: into.id });
  const text = t('Đã gộp %(a)s vào %(b)s', { a: card.code, b: into.code });
  if (await does(desk, card, { merged_into: into.id }, request, { text, undo })) {
    desk.select({ kind: 'incident', id: into.id });
  }
}

/** Takes what was merged last out of the selected incident again. */
export async function unmerge(desk: Desk): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  const inside = desk.details.incident(card.id).value?.merged?.[0];
  if (!inside) {
    desk.say(t('Không có sự cố nào được gộp vào đây.'));
    return;
  }
  const undo = () => api.post(`incidents/${inside.id}/merge`, { into: card.id });
  const text = t('Đã tách %(code)s ra.', { code: inside.code });
  await does(desk, card, {}, posting(`incidents/${inside.id}/unmerge`), { text, undo });
  desk.details.again(`incidents/${card.id}`);
}

/** It was not over after all. */
export async function reopen(desk: Desk, reason: string): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  const patch = { state: 'triaged' as const, closed_at: null, resolved_at: null };
  const request = posting(incidentPath(card, 'reopen'), { reason });
  await does(desk, card, patch, request, { text: t('%(code)s: đã mở lại', { code: card.code }) });
  desk.details.again(`incidents/${card.id}`);
}

export interface Judgement {
  category?: string;
  agency_id?: number;
  title?: string;
}

/** What it is and whose it is; the priority has keys of its own. */
export async function judge(desk: Desk, judgement: Judgement): Promise<void> {
  const card = desk.incident;
  if (!card || !Object.keys(judgement).length) return;
  const before = { category: card.category, agency_id: card.agency_id, title: card.title };
  const undo = () => api.post(incidentPath(card, 'triage'), before);
  const typed = judgement.title ? { titles: null } : {};
  const patch = { ...judgement, ...typed, ...(card.state === 'open' ? { state: 'triaged' as const } : {}) };
  await does(desk, card, patch, posting(incidentPath(card, 'triage'), judgement), {
    text: t('%(code)s: đã phân loại lại', { code: card.code }),
    undo,
  });
  desk.details.again(`incidents/${card.id}`);
}

/** A step of the checklist, for everybody who looks. */
export async function check(desk: Desk, card: IncidentCard, step: string, done: boolean): Promise<void> {
  const detail = desk.details.incident(card.id).value;
  const one = detail?.checklist.find((each) => each.code === step);
  if (one) one.done_at = done ? new Date().toISOString() : null;
  await does(desk, card, {}, posting(incidentPath(card, 'checks'), { step, done }));
  desk.details.again(`incidents/${card.id}`);
}

export async function note(desk: Desk, text: string): Promise<void> {
  const card = desk.incident;
  if (!card || !text.trim()) return;
  await does(desk, card, {}, posting(incidentPath(card, 'notes'), { text: text.trim() }));
  desk.details.again(`incidents/${card.id}`);
}

export interface NewIncident {
  category: string;
  lat: number;
  lon: number;
  title?: string;
  text?: string;
  priority?: Priority;
  drill?: boolean;
  join?: boolean;
}

/** `near`: the one that it shall join. */
export async function create(desk: Desk, incident: NewIncident, near?: IncidentCard): Promise<void> {
  await opened(desk, posting('incidents', incident), near);
}

async function opened(desk: Desk, request: () => Promise<unknown>, near?: IncidentCard): Promise<void> {
  try {
    await during(desk, async () => {
      const card = (await request()) as IncidentCard;
      const undo = () => api.post(incidentPath(card, 'cancel'), { reason: t('mở nhầm') });
      if (card.id === near?.id) desk.say(t('Đã thêm vào %(code)s', { code: card.code }));
      else desk.say(t('Đã mở %(code)s', { code: card.code }), undo);
      desk.select({ kind: 'incident', id: card.id });
    });
  } catch (error) {
    desk.fail(error, () => opened(desk, request, near));
  }
}

/** Calls a crew back; taking that back sends it again. */
export async function abort(desk: Desk, assignment: AssignmentCard, reason: string): Promise<void> {
  const card = desk.incidentOf(assignment.incident_id);
  if (!card) return;
  const crew = desk.crew(assignment.crew_id)?.code ?? '';
  const undo = () => api.post(incidentPath(card, 'dispatch'), { crew_ids: [assignment.crew_id] });
  const text = t('Đã rút %(crew)s về.', { crew });
  await does(desk, card, {}, posting(`assignments/${assignment.id}/abort`, { reason }), { text, undo });
  desk.details.again(`incidents/${card.id}/recommendation`);
}
