import { api } from '../api';
import { t } from '../i18n';
import type { AlarmCard, AssignmentCard, IncidentCard, Priority } from '../wire';
import type { Desk } from './desk';
import { isFree } from './order';
import type { RankedCrew } from './types';

/** What an officer can do. Each shows its effect at once, is taken back if the centre refuses, and says so. */

async function does(
  desk: Desk,
  card: IncidentCard,
  patch: Partial<IncidentCard>,
  request: () => Promise<unknown>,
  done?: { text: string; undo?: () => Promise<unknown> },
): Promise<boolean> {
  desk.echoes.show(card, patch);
  try {
    await request();
    if (done) desk.say(done.text, done.undo);
    return true;
  } catch (error) {
    desk.echoes.drop(card.id);
    desk.fail(error);
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
  await does(desk, card, { priority, state }, () => api.post(incidentPath(card, 'triage'), { priority }), {
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
    desk.say(t('Chưa có đề xuất cho chỗ này.'));
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
  const request = () => api.post(incidentPath(card, 'dispatch'), { crew_ids: [crew.crew_id] });
  const text = t('Đã điều %(crew)s đến %(place)s', { crew: crew.code, place: card.place || card.code });
  await does(desk, card, patch, request, { text, undo });
}

export async function toggleClaim(desk: Desk): Promise<void> {
  const card = desk.incident;
  const me = desk.board?.me;
  if (!card || !me) return;
  const mine = card.claimed_by?.id === me.id;
  const verb = mine ? 'release' : 'claim';
  const claimed_by = mine ? null : { id: me.id, name: me.name };
  await does(desk, card, { claimed_by }, () => api.post(incidentPath(card, verb)), {
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

export async function hold(desk: Desk, reason: string, until: string): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  const patch = { state: 'on_hold' as const, hold_reason: reason, hold_until: until };
  const undo = () => api.post(incidentPath(card, 'resume'));
  await does(desk, card, patch, () => api.post(incidentPath(card, 'hold'), { reason, until }), {
    text: t('%(code)s: tạm gác', { code: card.code }),
    undo,
  });
}

export async function resume(desk: Desk): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  if (card.state === 'on_hold') {
    await does(desk, card, { state: 'triaged' }, () => api.post(incidentPath(card, 'resume')), {
      text: t('%(code)s: làm tiếp', { code: card.code }),
    });
  } else if (card.state === 'resolved') {
    await does(desk, card, { state: 'closed' }, () => api.post(incidentPath(card, 'close')), {
      text: t('%(code)s: đã đóng', { code: card.code }),
    });
  }
}

export async function cancel(desk: Desk, reason: string): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  const undo = () => api.post(incidentPath(card, 'reopen'), { reason: t('hủy nhầm') });
  await does(desk, card, { state: 'cancelled' }, () => api.post(incidentPath(card, 'cancel'), { reason }), {
    text: t('%(code)s: đã hủy', { code: card.code }),
    undo,
  });
}

export async function resolve(desk: Desk): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  const undo = () => api.post(incidentPath(card, 'reopen'), { reason: t('bấm nhầm') });
  await does(desk, card, { state: 'resolved' }, () => api.post(incidentPath(card, 'resolve')), {
    text: t('%(code)s: đã xử lý', { code: card.code }),
    undo,
  });
}

export async function merge(desk: Desk, into: IncidentCard): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  const undo = () => api.post(incidentPath(card, 'unmerge'));
  const request = () => api.post(incidentPath(card, 'merge'), { into: into.id });
  const text = t('Đã gộp %(a)s vào %(b)s', { a: card.code, b: into.code });
  if (await does(desk, card, { merged_into: into.id }, request, { text, undo })) {
    desk.select({ kind: 'incident', id: into.id });
  }
}

/** Takes the newest incident out of the selected one again. */
export async function unmerge(desk: Desk): Promise<void> {
  const card = desk.incident;
  if (!card) return;
  const inside = [...(desk.board?.incidents.values() ?? [])].filter((other) => other.merged_into === card.id);
  const merged = desk.details.incident(card.id).value?.timeline ?? [];
  const last = [...merged]
    .reverse()
    .find((entry) => /merged$/.test(entry.kind) && Number(entry.data.from ?? entry.data.incident_id) > 0);
  const id = inside.at(-1)?.id ?? (last ? Number(last.data.from ?? last.data.incident_id) : undefined);
  if (id === undefined && card.merged_into === null) {
    desk.say(t('Không có sự cố nào được gộp vào đây.'));
    return;
  }
  try {
    await api.post(`incidents/${id ?? card.id}/unmerge`);
    desk.say(t('Đã tách sự cố ra.'));
  } catch (error) {
    desk.fail(error);
  }
}

export async function note(desk: Desk, text: string): Promise<boolean> {
  const card = desk.incident;
  if (!card || !text.trim()) return false;
  try {
    await api.post(incidentPath(card, 'notes'), { text: text.trim() });
    desk.details.again(`incidents/${card.id}`);
    return true;
  } catch (error) {
    desk.fail(error);
    return false;
  }
}

export const needsAck = (alarm: AlarmCard) => alarm.state === 'unack_active' || alarm.state === 'rtn_unack';

/** The alarms an `A` is about: the selected one, or all of the selected incident. */
export function alarmsInHand(desk: Desk): AlarmCard[] {
  const { selected, board } = desk;
  if (!selected || !board) return [];
  if (selected.kind === 'incident') return desk.alarmsOf(selected.id);
  const mine = (alarm: AlarmCard) =>
    selected.kind === 'alarm'
      ? alarm.id === selected.id
      : alarm[`${selected.kind as 'sensor'}_id`] === selected.id;
  return desk.alarms().filter(mine);
}

export async function acknowledge(desk: Desk, alarms = alarmsInHand(desk)): Promise<void> {
  const waiting = alarms.filter(needsAck);
  if (!waiting.length) {
    desk.say(t('Không có cảnh báo nào chờ xác nhận.'));
    return;
  }
  for (const alarm of waiting) {
    desk.alarmEchoes.show(alarm, { state: alarm.state === 'rtn_unack' ? 'normal' : 'ack_active' });
  }
  desk.say(t('Đã xác nhận %(n)s cảnh báo', { n: waiting.length }));
  try {
    await Promise.all(waiting.map((alarm) => api.post(`alarms/${alarm.id}/ack`)));
  } catch (error) {
    for (const alarm of waiting) desk.alarmEchoes.drop(alarm.id);
    desk.fail(error);
  }
}

export async function shelve(desk: Desk, reason: string, minutes: number): Promise<void> {
  const alarms = alarmsInHand(desk).filter((alarm) => alarm.state !== 'shelved');
  try {
    await Promise.all(alarms.map((alarm) => api.post(`alarms/${alarm.id}/shelve`, { reason, minutes })));
    desk.say(t('Đã gác %(n)s cảnh báo', { n: alarms.length }), () =>
      Promise.all(alarms.map((alarm) => api.post(`alarms/${alarm.id}/unshelve`))),
    );
  } catch (error) {
    desk.fail(error);
  }
}

export interface NewIncident {
  category: string;
  lat: number;
  lon: number;
  title?: string;
  text?: string;
  priority?: Priority;
}

export async function create(desk: Desk, incident: NewIncident): Promise<void> {
  try {
    const card = await api.post<IncidentCard>('incidents', incident);
    desk.say(t('Đã mở %(code)s', { code: card.code }));
    desk.select({ kind: 'incident', id: card.id });
  } catch (error) {
    desk.fail(error);
  }
}

export async function abort(desk: Desk, assignment: AssignmentCard, reason: string): Promise<void> {
  try {
    await api.post(`assignments/${assignment.id}/abort`, { reason });
    desk.say(t('Đã rút tổ về.'));
  } catch (error) {
    desk.fail(error);
  }
}
