import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { isMine, resume, toggleClaim, unmerge } from '../desk/actions';
import { acknowledge, needsAck } from '../desk/alarms';
import { isFree } from '../desk/order';
import { wishOf } from '../desk/wish';
import { Beat } from '../elements/beat';
import { called, named, spoken, t } from '../i18n';
import { dayTime } from '../time';
import type { IncidentCard } from '../wire';
import { alarmWord, incidentWord, measure, originWord, priorityLabel } from '../words';
import { Panel } from './panel';
import './recommend';
import './thing';
import './timeline';

const STEPS: [IncidentCard['state'][], () => string][] = [
  [['open'], () => t('Mở')],
  [['triaged'], () => t('Phân loại')],
  [['assigned'], () => t('Điều động')],
  [['en_route'], () => t('Đang đến')],
  [['on_scene'], () => t('Tại chỗ')],
  [['resolved', 'closed'], () => t('Xong')],
];

/** More than this is set smaller, so that the work below it stays in sight. */
const LONG_TITLE = 80;

/** What is selected, and what can be done about it. */
@customElement('tc-detail')
export class Detail extends Panel {
  protected readonly beat = new Beat(this);
  private shown = '';

  /** Another thing is read from its beginning. */
  override updated(): void {
    const { selected } = this.desk;
    const now = selected ? `${selected.kind} ${selected.id}` : '';
    if (now !== this.shown) this.scrollTop = 0;
    this.shown = now;
  }

  override render() {
    const { desk } = this;
    const { incident, selected } = desk;
    if (selected && selected.kind !== 'incident') return html`<tc-thing .desk=${desk}></tc-thing>`;
    if (!incident) return this.none(selected?.id);
    return html`
      ${this.head(incident)}
      <tc-recommend .desk=${desk} .incident=${incident.id}></tc-recommend>
      <tc-timeline .desk=${desk} .incident=${incident.id}></tc-timeline>
    `;
  }

  private head(card: IncidentCard) {
    const { desk } = this;
    const icon = desk.category(card.category)?.icon ?? 'pin';
    const where = [card.place, card.ward && !card.place.includes(card.ward) ? card.ward : '']
      .filter(Boolean)
      .join(', ');
    const line = [priorityLabel(card.priority), where].filter(Boolean).join(' · ');
    return html`<div class="detail-head">
      <div class="row">
        <tc-severity level=${card.priority ?? 0} icon=${icon} ?held=${!isFree(card)}></tc-severity>
        <div class="grow">
          <h2 class="detail-title ${called(card).length > LONG_TITLE ? 'long' : ''}">${called(card)}</h2>
          <p class="quiet facts"><span title=${line}>${line}</span> · ${card.code.replace('-', '\u2011')}</p>
        </div>
      </div>
      ${this.steps(card)} ${this.people(card)} ${this.wish(card)} ${this.alarms(card)} ${this.merged(card)} ${this.held(card)}
    </div>`;
  }

  private steps(card: IncidentCard) {
    if (card.state === 'on_hold' || card.state === 'cancelled') return nothing;
    const at = STEPS.findIndex(([states]) => states.includes(card.state));
    // What comes next is what the officer works on: after triage, sending somebody.
    const now = isFree(card) ? at + 1 : at;
    return html`<ol class="steps">
      ${STEPS.map(([, word], i) => {
        const done = i < now || card.state === 'closed';
        return html`<li class=${done ? 'done' : i === now ? 'now' : ''} aria-current=${i === now ? 'step' : 'false'}>${word()}</li>`;
      })}
    </ol>`;
  }

  /** Who is on it, and who looks: two officers never work on one thing without knowing. */
  private people(card: IncidentCard) {
    const { desk } = this;
    const me = desk.board?.me?.id;
    const others = (desk.live.presence[String(card.id)] ?? []).filter((person) => person.id !== me);
    const mine = isMine(card, me);
    const agency = desk.board?.agencies.find((one) => one.id === card.agency_id);
    return html`<div class="people row">
      <span class="grow">
        <span class="quiet">${[agency && named(agency), originWord(card.origin)].filter(Boolean).join(' · ')}</span>
        ${card.claimed_by ? html` · <b>${mine ? t('Bạn đang lo') : t('%(name)s đang lo', { name: card.claimed_by.name })}</b>` : nothing}
        ${others.length ? html` · <span>${t('%(names)s đang xem', { names: others.map((o) => o.name).join(', ') })}</span>` : nothing}
      </span>
      <button class="button small" @click=${() => toggleClaim(desk)}>${mine ? t('Thôi nhận') : t('Nhận lo')}<tc-key>L</tc-key></button>
    </div>`;
  }

  /** Its agency cannot keep the deadline and waits for a yes or a no. */
  private wish(card: IncidentCard) {
    if (!card.more_time_until || !this.desk.may('incidents.judge')) return nothing;
    const why = wishOf(this.desk, card);
    return html`<div class="notice row">
      <span class="grow clamp">
        <b>${t('Đơn vị xin đến %(time)s', { time: dayTime(card.more_time_until) })}</b>${why ? html`: “${why}”` : nothing}
      </span>
      <button class="button small" @click=${() => this.desk.open('moretime')}>${t('Trả lời')}<tc-key>Q</tc-key></button>
    </div>`;
  }

  /** What measures say it, whether anybody has said to have seen it, and what the rule says to do. */
  private alarms(card: IncidentCard) {
    const { desk } = this;
    const live = desk.alarmsOf(card.id);
    const worst = live.filter(needsAck)[0] ?? live[0];
    if (!worst) return nothing;
    const waiting = live.filter(needsAck).length;
    const sheet = desk.details
      .incident(card.id)
      .value?.alarm_list.find((one) => one.id === worst.id)?.response;
    const todo = spoken(sheet?.action);
    const value = measure(worst.value, worst.unit);
    const title = spoken(worst.title) || worst.name;
    const said = value && title === called(card); // as the title of the incident itself
    return html`<div class="alarm-now row ${waiting ? 'waiting' : ''}">
      <tc-icon name="bell"></tc-icon>
      <span class="grow">
        ${[!said && title, value, alarmWord(worst.state)].filter(Boolean).join(' · ')}
        ${live.length > 1 ? html` · ${t('và %(n)s cảnh báo nữa', { n: live.length - 1 })}` : nothing}
      </span>
      ${waiting ? html`<button class="button small" @click=${() => acknowledge(desk)}>${t('Xác nhận')}<tc-key>A</tc-key></button>` : nothing}
    </div>
    ${todo ? html`<details class="todo"><summary><b>${t('Làm gì')}:</b> ${todo}</summary></details>` : nothing}`;
  }

  private merged(card: IncidentCard) {
    const inside = this.desk.details.incident(card.id).value?.merged ?? [];
    if (card.merged_into !== null) {
      const into = this.desk.incidentOf(card.merged_into);
      return html`<p class="notice row">
        <span class="grow">${t('Đã gộp vào %(code)s', { code: into?.code ?? '' })}</span>
        <button class="button small" @click=${() => this.desk.select({ kind: 'incident', id: card.merged_into ?? 0 })}>${t('Xem')}</button>
      </p>`;
    }
    if (!inside.length) return nothing;
    return html`<p class="notice row">
      <span class="grow">${t('Gồm cả %(codes)s', { codes: inside.map((one) => one.code).join(', ') })}</span>
      <button class="button small" @click=${() => unmerge(this.desk)}>${t('Tách ra')}<tc-key>U</tc-key></button>
    </p>`;
  }

  private held(card: IncidentCard) {
    if (card.state === 'on_hold') {
      return html`<div class="notice row">
        <span class="grow">
          ${t('Tạm gác')}${card.hold_until ? html` ${t('đến %(time)s', { time: dayTime(card.hold_until) })}` : nothing}${
            card.hold_reason ? html`: ${card.hold_reason}` : nothing
          }
        </span>
        <button class="button small" @click=${() => resume(this.desk)}>${t('Làm tiếp')}<tc-key>R</tc-key></button>
      </div>`;
    }
    if (card.state === 'resolved') {
      return html`<div class="notice row">
        <span class="grow">${incidentWord(card.state)}</span>
        <button class="button small" @click=${() => resume(this.desk)}>${t('Đóng')}<tc-key>R</tc-key></button>
        <button class="button small" @click=${() => this.desk.open('reopen')}>${t('Mở lại')}<tc-key>O</tc-key></button>
      </div>`;
    }
    if (card.merged_into !== null || (card.state !== 'cancelled' && card.state !== 'closed')) return nothing;
    return html`<p class="notice row">
      <span class="grow">${incidentWord(card.state)}${card.closed_at ? ` · ${dayTime(card.closed_at)}` : ''}</span>
      <button class="button small" @click=${() => this.desk.open('reopen')}>${t('Mở lại')}<tc-key>O</tc-key></button>
    </p>`;
  }

  private none(id?: number) {
    const { live } = this.desk;
    const asked = id === undefined ? null : this.desk.details.incident(id);
    if (asked?.problem) return html`<p class="detail-none notice warn">${asked.problem.message}</p>`;
    if (asked?.loading && this.desk.board)
      return html`<p class="detail-none" role="status">${t('Đang tải…')}</p>`;
    return html`<div class="detail-none">
      <tc-icon name="pin"></tc-icon>
      <p>${live.stale ? t('Đang chờ trung tâm.') : t('Chọn một sự cố trong hàng chờ hoặc trên bản đồ.')}</p>
      <p class="quiet">${t('Mở sự cố mới ở giữa bản đồ:')} <tc-key>I</tc-key></p>
    </div>`;
  }
}
