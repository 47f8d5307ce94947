import { api } from '../api';
import { t } from '../i18n';
import type { AlarmCard, AlarmState, IncidentCard } from '../wire';
import { toggleClaim } from './actions';
import type { Desk } from './desk';
import { during, posting } from './posting';

/** What an officer does about alarms and their sensors. */

export const needsAck = (alarm: AlarmCard) => alarm.state === 'unack_active' || alarm.state === 'rtn_unack';

/** Of several alarms the one to look at: the gravest, the newest of those. */
export function gravest(alarms: readonly AlarmCard[]): AlarmCard | null {
  return [...alarms].sort((a, b) => a.severity - b.severity || b.id - a.id)[0] ?? null;
}

/** The alarms an `A` is about: the selected one, or all of the selected incident, sensor or camera. */
export function alarmsInHand(desk: Desk): AlarmCard[] {
  const { selected, board } = desk;
  if (!selected || !board || selected.kind === 'crew') return [];
  if (selected.kind === 'incident') return desk.alarmsOf(selected.id);
  if (selected.kind === 'alarm') return desk.alarms().filter((alarm) => alarm.id === selected.id);
  const field = selected.kind === 'sensor' ? 'sensor_id' : 'camera_id';
  return desk.alarms().filter((alarm) => alarm[field] === selected.id);
}

const STANDING: readonly AlarmState[] = ['unack_active', 'ack_active', 'rtn_unack'];

/** Of those the ones that can be shelved: not what lies there, nor what a graver alarm or a repair has set aside. */
export const shelvable = (desk: Desk): AlarmCard[] =>
  alarmsInHand(desk).filter((alarm) => STANDING.includes(alarm.state));

/** Nobody has said yet that they have seen this P1: it sounds. One of its alarms acknowledged is enough. */
export function unseen(desk: Desk, card: IncidentCard): boolean {
  if (card.priority !== 1 || card.state !== 'open' || card.claimed_by) return false;
  const alarms = desk.alarmsOf(card.id);
  return alarms.every((alarm) => alarm.state === 'unack_active' || alarm.state === 'suppressed');
}

/** One key says "I have seen it": the alarms are acknowledged; what a citizen told is claimed. */
export async function acknowledge(desk: Desk, alarms = alarmsInHand(desk)): Promise<void> {
  const waiting = alarms.filter(needsAck);
  if (!waiting.length) {
    if (desk.incident && unseen(desk, desk.incident)) await toggleClaim(desk);
    else desk.say(t('Không có cảnh báo nào chờ xác nhận.'));
    return;
  }
  for (const alarm of waiting) {
    desk.alarmEchoes.show(alarm, { state: alarm.state === 'rtn_unack' ? 'normal' : 'ack_active' });
  }
  desk.say(t('Đã xác nhận %(n)s cảnh báo', { n: waiting.length }));
  await sent(desk, waiting, () => Promise.all(waiting.map((alarm) => api.post(`alarms/${alarm.id}/ack`))));
}

async function sent(desk: Desk, alarms: AlarmCard[], request: () => Promise<unknown>): Promise<void> {
  try {
    await during(desk, request);
  } catch (error) {
    for (const alarm of alarms) desk.alarmEchoes.drop(alarm.id);
    desk.fail(error, () => sent(desk, alarms, request));
  }
}

export async function shelve(desk: Desk, reason: string, minutes: number): Promise<void> {
  const alarms = shelvable(desk);
  const until = new Date(Date.now() + minutes * 60_000).toISOString();
  for (const alarm of alarms) desk.alarmEchoes.show(alarm, { state: 'shelved', shelved_until: until });
  await sent(desk, alarms, async () => {
    await Promise.all(alarms.map((alarm) => api.post(`alarms/${alarm.id}/shelve`, { reason, minutes })));
    desk.say(t('Đã gác %(n)s cảnh báo', { n: alarms.length }), () =>
      Promise.all(alarms.map((alarm) => api.post(`alarms/${alarm.id}/unshelve`))),
    );
  });
}

/** A sensor that is being repaired says nothing that counts, until it is put back or its time has come. */
export async function outOfService(desk: Desk, id: number, reason: string, until: string): Promise<void> {
  const back = posting(`sensors/${id}/in-service`);
  await changed(desk, id, posting(`sensors/${id}/out-of-service`, { reason, until }), () =>
    desk.say(t('Cảm biến ngừng dùng.'), back),
  );
}

export async function inService(desk: Desk, id: number): Promise<void> {
  await changed(desk, id, posting(`sensors/${id}/in-service`), () => desk.say(t('Cảm biến dùng lại.')));
}

async function changed(
  desk: Desk,
  id: number,
  request: () => Promise<unknown>,
  said: () => void,
): Promise<void> {
  try {
    await during(desk, async () => {
      await request();
      said();
    });
  } catch (error) {
    desk.fail(error, () => changed(desk, id, request, said));
  }
  desk.details.again(`sensors/${id}`);
}
