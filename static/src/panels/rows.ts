import { html } from 'lit';
import type { Desk } from '../desk/desk';
import { deadlineOf, type Group, type GroupName, isFree } from '../desk/order';
import '../elements';
import { now } from '../clock';
import { called, t } from '../i18n';
import { ago, dayTime } from '../time';
import type { IncidentCard } from '../wire';
import { assignmentWord, helpWord } from '../words';

export interface Row {
  kind: 'head' | 'item';
  top: number;
  height: number;
  group: GroupName;
  card: IncidentCard | null;
  count: number;
}

const HEAD = 36;
const TALL = 72;
const SMALL = 64;

/** Where every row of the queue stands, so that only those in sight are drawn. */
export function layout(groups: readonly Group[]): { rows: Row[]; height: number } {
  const rows: Row[] = [];
  let top = 0;
  const push = (row: Omit<Row, 'top'>) => {
    rows.push({ ...row, top });
    top += row.height;
  };
  for (const { name, items } of groups) {
    if (name === 'help' && items.length === 0) continue;
    push({ kind: 'head', height: HEAD, group: name, card: null, count: items.length });
    const height = name === 'free' || name === 'help' ? TALL : SMALL;
    for (const card of items) push({ kind: 'item', height, group: name, card, count: 0 });
    if (items.length === 0 && name === 'free')
      push({ kind: 'item', height: TALL, group: name, card: null, count: 0 });
  }
  return { rows, height: top };
}

export function groupWord(group: GroupName): string {
  const words: Record<GroupName, string> = {
    help: t('Xin hỗ trợ'),
    free: t('Chưa ai nhận'),
    working: t('Đang làm'),
    held: t('Tạm gác'),
  };
  return words[group];
}

/** A citizen waits for an answer that presses. */
function answerDue(card: IncidentCard): string {
  if (!card.answer_due_at) return '';
  if (Date.parse(card.answer_due_at) < now()) return t('quá hạn trả lời dân');
  return t('trả lời dân trước %(time)s', { time: dayTime(card.answer_due_at) });
}

/** A line breaks between the parts, not within one that fits: neither a crew's code nor a count is torn. */
const inParts = (words: string) =>
  words.split(' · ').map((part, i) => html`${i ? ' · ' : ''}<span class="part">${part}</span>`);

/** Place, then what helps to decide: how many told us, or who is on the way. */
function subtitle(desk: Desk, card: IncidentCard, group: GroupName): string {
  const wish = card.more_time_until ? t('đang xin thêm thời gian') : '';
  const parts = [wish, answerDue(card), card.place];
  if (group === 'help') {
    const crew = desk.crew(card.help_crew_id ?? 0)?.code ?? '';
    return [t('%(crew)s cần %(need)s', { crew, need: helpWord(card.help_need) }), card.place].join(' · ');
  }
  if (group === 'free') {
    if (card.ward && !card.place.includes(card.ward)) parts.push(card.ward);
    if (card.reports)
      parts.push(card.reports === 1 ? t('1 phản ánh') : t('%(n)s phản ánh', { n: card.reports }));
    if (card.claimed_by) parts.push(t('%(name)s đang lo', { name: card.claimed_by.name }));
  } else if (group === 'working') {
    const first = desk.assignmentsOf(card.id)[0];
    const crew = first && desk.crew(first.crew_id);
    if (first && crew) parts.push(`${crew.code} ${assignmentWord(first.state)}`);
  } else {
    if (card.hold_until) parts.push(t('đến %(time)s', { time: dayTime(card.hold_until) }));
    if (card.hold_reason) parts.push(card.hold_reason);
  }
  return parts.filter(Boolean).join(' · ');
}

function timing(card: IncidentCard, group: GroupName) {
  const deadline = deadlineOf(card);
  if (group === 'help') return html`<div class="item-time late-text">${ago(card.help_at ?? '')}</div>`;
  if (group === 'held') return html`<div class="item-time faint">${t('gác')}</div>`;
  if (group === 'free') {
    return deadline
      ? html`<div class="item-time">
          <tc-countdown due=${deadline.due}></tc-countdown>
          <tc-deadline from=${deadline.from} due=${deadline.due}></tc-deadline>
        </div>`
      : html`<div class="item-time">${ago(card.opened_at)}</div>`;
  }
  const late = deadline && Date.parse(deadline.due) < now();
  return late
    ? html`<div class="item-time"><tc-countdown due=${deadline.due}></tc-countdown></div>`
    : html`<div class="item-time">${ago(card.dispatched_at ?? card.opened_at)}</div>`;
}

export function itemBody(desk: Desk, card: IncidentCard, group: GroupName) {
  const icon = desk.category(card.category)?.icon ?? 'pin';
  return html`
    <tc-severity level=${card.priority ?? 0} icon=${icon} ?held=${!isFree(card)}></tc-severity>
    <span class="grow">
      <span class="item-title"
        ><span class="quiet">${card.priority ? `P${card.priority}` : t('Mới')}</span> ${called(card)}</span
      >
      <span class="item-sub">${inParts(subtitle(desk, card, group))}</span>
    </span>
    ${timing(card, group)}
  `;
}
