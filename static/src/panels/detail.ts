import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { resume, toggleClaim } from '../desk/actions';
import { isFree } from '../desk/order';
import { Beat } from '../elements/beat';
import { named, t } from '../i18n';
import { dayTime } from '../time';
import type { IncidentCard } from '../wire';
import { incidentWord, originWord, priorityLabel } from '../words';
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

/** What is selected, and what can be done about it. */
@customElement('tc-detail')
export class Detail extends Panel {
  protected readonly beat = new Beat(this);

  override render() {
    const { desk } = this;
    const { incident, selected } = desk;
    if (selected && selected.kind !== 'incident') return html`<tc-thing .desk=${desk}></tc-thing>`;
    if (!incident) return this.none();
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
    const line = [priorityLabel(card.priority), where, card.code, originWord(card.origin)].filter(Boolean);
    return html`<div class="detail-head">
      <div class="row">
        <tc-severity level=${card.priority ?? 0} icon=${icon} ?held=${!isFree(card)}></tc-severity>
        <div class="grow">
          <h2 class="detail-title">${card.title}</h2>
          <p class="quiet">${line.join(' · ')}</p>
        </div>
      </div>
      ${this.steps(card)} ${this.people(card)} ${this.held(card)}
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
    const mine = card.claimed_by?.id === me;
    const agency = desk.board?.agencies.find((one) => one.id === card.agency_id);
    return html`<div class="people row">
      <span class="grow clip">
        ${agency ? html`<span class="quiet">${named(agency)}</span>` : nothing}
        ${card.claimed_by ? html` · <b>${mine ? t('Bạn đang lo') : t('%(name)s đang lo', { name: card.claimed_by.name })}</b>` : nothing}
        ${others.length ? html` · <span>${t('%(names)s đang xem', { names: others.map((o) => o.name).join(', ') })}</span>` : nothing}
      </span>
      <button class="button small" @click=${() => toggleClaim(desk)}>${mine ? t('Thôi nhận') : t('Nhận lo')}<tc-key>L</tc-key></button>
    </div>`;
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
      </div>`;
    }
    return card.state === 'cancelled' || card.state === 'closed'
      ? html`<p class="notice">${incidentWord(card.state)}</p>`
      : nothing;
  }

  private none() {
    const { live } = this.desk;
    return html`<div class="detail-none">
      <tc-icon name="pin"></tc-icon>
      <p>${live.stale ? t('Đang chờ trung tâm.') : t('Chọn một sự cố trong hàng chờ hoặc trên bản đồ.')}</p>
      <p class="quiet">${t('Mở sự cố mới ở giữa bản đồ:')} <tc-key>I</tc-key></p>
    </div>`;
  }
}
