import { mercatorX, mercatorY } from '../map/mercator';
import type { AlarmCard } from '../wire';
import { gravest } from './alarms';
import type { Desk } from './desk';

/** How far from an incident a sensor may stand to say something about it. */
const NEAR_M = 400;

/** Which sensor the curve is about: the selected one, the one that raised the alarm, or the nearest. */
export function sensorInHand(desk: Desk): { id: number; alarm: AlarmCard | null; near: boolean } | null {
  const { selected, incident } = desk;
  if (selected?.kind === 'sensor') {
    return {
      id: selected.id,
      alarm: gravest(desk.alarms().filter((alarm) => alarm.sensor_id === selected.id)),
      near: false,
    };
  }
  if (selected?.kind === 'alarm') {
    const alarm = desk.alarms().find((one) => one.id === selected.id);
    return alarm?.sensor_id ? { id: alarm.sensor_id, alarm, near: false } : null;
  }
  if (!incident) return null;
  const alarm = gravest(desk.alarmsOf(incident.id).filter((one) => one.sensor_id !== null));
  if (alarm?.sensor_id) return { id: alarm.sensor_id, alarm, near: false };
  const { points } = desk;
  if (!points?.size) return null;
  const metre = 1 / (40_075_017 * Math.cos((incident.lat * Math.PI) / 180));
  const slot = points.nearest(mercatorX(incident.lon), mercatorY(incident.lat), NEAR_M * metre);
  return slot < 0 ? null : { id: points.ids[slot] as number, alarm: null, near: true };
}
