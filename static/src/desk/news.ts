import { called, t } from '../i18n';
import { dayTime } from '../time';
import type { LiveEvent } from '../wire';
import type { Desk } from './desk';

/** News that an officer must not miss while looking elsewhere: a new P1, a crew that says no, a deadline that will not be kept. */
export function tellOf(desk: Desk, events: readonly LiveEvent[]): void {
  for (const event of events) TELL[event.kind]?.(desk, event);
}

const TELL: Partial<Record<string, (desk: Desk, event: LiveEvent) => void>> = {
  'incident.opened': (desk, event) => {
    const card = event.cards?.incidents?.find((one) => one.priority === 1);
    if (card)
      desk.announcement = t('P1 mới: %(title)s, %(place)s', { title: called(card), place: card.place });
  },
  'assignment.declined': (desk, event) => {
    const crew = desk.crew(Number(event.data.crew_id))?.code ?? '';
    const incident = desk.board?.incidents.get(Number(event.data.incident_id));
    const text = t('%(crew)s từ chối %(code)s.', { crew, code: incident?.code ?? '' });
    desk.announcement = text;
    if (incident) desk.details.again(`incidents/${incident.id}/recommendation`);
    desk.warn(text);
  },
  'incident.more_time_asked': (desk, event) => {
    const code = event.cards?.incidents?.[0]?.code;
    if (!code || !desk.may('incidents.judge')) return;
    const text = t('%(code)s: đơn vị xin thêm thời gian, đến %(time)s.', {
      code,
      time: dayTime(String(event.data.until)),
    });
    desk.announcement = text;
    desk.say(text);
  },
};
