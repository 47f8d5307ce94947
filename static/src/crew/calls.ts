import { named, t } from '../i18n';
import type { IncidentCard } from '../wire';
import type { CrewDesk } from './desk';

const CENTRE = 'IOC';

export interface Number {
  name: string;
  phone: string;
}

/** The control room's own number, when the city has entered one. */
export function centreNumber(desk: CrewDesk): string | undefined {
  return desk.board?.agencies.find((one) => one.code === CENTRE)?.phone ?? undefined;
}

/** Whom a crew may call from the place: who answers for this work first, then the others. */
export function numbers(desk: CrewDesk, incident: IncidentCard | undefined): Number[] {
  const known = (desk.board?.agencies ?? []).filter((one) => one.phone && one.code !== CENTRE);
  const first = known.filter((one) => one.id === incident?.agency_id);
  const others = known.filter((one) => one.id !== incident?.agency_id);
  const centre = centreNumber(desk);
  const list = [...first, ...others].map((one) => ({ name: named(one), phone: one.phone ?? '' }));
  return centre ? [{ name: t('Trực ban'), phone: centre }, ...list] : list;
}

/** `tel:` takes no spaces. */
export const dial = (phone: string): string => `tel:${phone.replace(/[^+\d]/g, '')}`;
