import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { now } from '../clock';
import type { Alert } from '../desk/alert';
import { Beat } from '../elements/beat';
import { named, t } from '../i18n';
import { clockSeconds, duration, percent } from '../time';
import { Panel } from './panel';

/** The top line: who is on duty, how it goes, how old what we see is. */
@customElement('tc-bar')
export class Bar extends Panel {
  @property({ attribute: false }) alert!: Alert;
  protected readonly beat = new Beat(this);

  override render() {
    const { desk } = this;
    return html`<header class="bar row">
      <h1 class="brand row"><tc-icon name="mark"></tc-icon>${t('Toàn Cảnh')}</h1>
      <span class="vr"></span>${this.shift()}
      <span class="grow"></span>
      ${this.alert.wanted || this.alert.blocked || this.alert.muted ? this.sound() : nothing} ${this.alarms()} ${this.onTime()}
      <span class="vr"></span>${desk.live.stale ? this.lost() : this.fresh()}<span class="vr"></span>
      <span class="bar-clock"><tc-number value=${clockSeconds(now())}></tc-number></span>
    </header>`;
  }

  private shift() {
    const shift = this.desk.board?.shift;
    if (!shift) {
      return html`<button class="bar-shift" @click=${() => this.desk.open('handover')}>${t('Chưa có ca trực · nhận ca')}</button>`;
    }
    const left = Date.parse(shift.ends_at) - now();
    const words =
      left > 0
        ? t('còn %(time)s', { time: duration(left) })
        : t('quá giờ %(time)s', { time: duration(-left) });
    return html`<button class="bar-shift" @click=${() => this.desk.open('handover')}>
      ${named(shift)} · ${shift.officer ? shift.officer.name : html`<span class="warn-text">${t('chưa ai nhận ca')}</span>`}
      <span class="bar-left">· <span class=${left < 0 ? 'warn-text' : ''}>${words}</span></span>
    </button>`;
  }

  private alarms() {
    const figures = this.desk.board?.figures;
    if (!figures) return nothing;
    const over = figures.alarms_10min > figures.target_alarms_10min;
    return html`<button class="bar-figure" @click=${() => this.desk.open('alarms')}>
        ${t('Cảnh báo')} <b class=${over ? 'warn-text' : 'ink'}>${figures.alarms_10min}</b>${t(
          '/10 phút, chuẩn ≤ %(n)s',
          {
            n: figures.target_alarms_10min,
          },
        )}</button
      ><span class="vr"></span>`;
  }

  private onTime() {
    const share = this.desk.board?.figures.on_time_today;
    return html`<span class="bar-figure wide"
      >${t('Đúng hạn hôm nay')} <b class="ink">${share == null ? '–' : percent(share)}</b></span
    >`;
  }

  private fresh() {
    return html`<span class="feed row"
      ><i class="dot" aria-hidden="true"></i>${t('Dữ liệu %(age)s', { age: duration(this.desk.live.age) })}</span
    >`;
  }

  /** Older than 10 s: said in words, and never mistaken for a quiet city. */
  private lost() {
    const { live } = this.desk;
    const words = live.refusal
      ? t('Trung tâm từ chối: %(why)s', { why: live.refusal })
      : live.board
        ? t('Mất tin %(age)s: đang hiện cảnh cũ', { age: duration(live.age) })
        : t('Đang nối với trung tâm…');
    return html`<span class="feed old row" role="status"><i class="dot" aria-hidden="true"></i>${words}</span>`;
  }

  private sound() {
    const { alert } = this;
    if (alert.blocked) {
      return html`<button class="button small ${alert.wanted ? 'warn' : ''}" @click=${() => alert.unlock()}>
        <tc-icon name="volume"></tc-icon><span class="bar-words">${t('Bật tiếng')}</span>
      </button>`;
    }
    return html`<button class="button small" aria-pressed=${alert.muted ? 'true' : 'false'} @click=${() => alert.toggle()}>
      <tc-icon name=${alert.muted ? 'x' : 'volume'}></tc-icon><span class="bar-words"
        >${alert.muted ? t('Đã tắt tiếng P1') : t('P1 đang kêu')}</span
      ><tc-key>M</tc-key>
    </button>`;
  }
}
