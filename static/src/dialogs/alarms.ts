import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { api } from '../api';
import { acknowledge, needsAck } from '../desk/alarms';
import { Beat } from '../elements/beat';
import { spoken, t } from '../i18n';
import { Panel } from '../panels/panel';
import { ago, dayTime } from '../time';
import type { AlarmCard } from '../wire';
import { alarmWord, measure } from '../words';

const SHOWN = 200;

const order = (a: AlarmCard, b: AlarmCard) =>
  Number(needsAck(b)) - Number(needsAck(a)) ||
  a.severity - b.severity ||
  b.raised_at.localeCompare(a.raised_at);

/** All alarms that are not normal: what waits for somebody first, what is put aside last. */
@customElement('tc-alarms')
export class Alarms extends Panel {
  protected readonly beat = new Beat(this);

  override render() {
    const all = this.desk
      .alarms()
      .filter((alarm) => alarm.state !== 'normal')
      .sort(order);
    const waiting = all.filter(needsAck);
    return html`<div class="dialog-body">
      <div class="row dialog-tools">
        <span class="grow">${t('%(n)s cảnh báo, %(w)s chờ xác nhận', { n: all.length, w: waiting.length })}</span>
        <button class="button small" @click=${() => this.desk.open('unknown')}>${t('Cảm biến lạ')}<tc-key>W</tc-key></button>
      </div>
      ${
        all.length
          ? nothing
          : html`<p>${this.desk.live.stale ? t('Không biết: mất liên lạc với trung tâm.') : t('Không có cảnh báo nào.')}</p>`
      }
      <ul class="found">
        ${all.slice(0, SHOWN).map((alarm) => this.line(alarm))}
      </ul>
      ${all.length > SHOWN ? html`<p class="quiet">${t('và %(n)s cảnh báo nữa', { n: all.length - SHOWN })}</p>` : nothing}
    </div>`;
  }

  private line(alarm: AlarmCard) {
    const value = measure(alarm.value, alarm.unit);
    return html`<li class="row alarm-line">
      <tc-severity level=${alarm.severity} icon=${alarm.camera_id ? 'camera' : 'bell'} ?held=${!needsAck(alarm)}></tc-severity>
      <button class="link grow" @click=${() => this.show(alarm)}>
        <b>P${alarm.severity} ${spoken(alarm.title) || alarm.name || alarm.key}</b>
        <small>${[alarm.title ? alarm.name : '', value, alarmWord(alarm.state), t('%(age)s trước', { age: ago(alarm.raised_at) })].filter(Boolean).join(' · ')}${
          alarm.repeat_count > 1 ? ` · ${t('lặp %(n)s lần', { n: alarm.repeat_count })}` : ''
        }${alarm.shelved_until ? ` · ${t('đến %(time)s', { time: dayTime(alarm.shelved_until) })}` : ''}</small>
      </button>
      ${this.action(alarm)}
    </li>`;
  }

  private action(alarm: AlarmCard) {
    if (needsAck(alarm)) {
      return html`<button class="button small" @click=${() => acknowledge(this.desk, [alarm])}>${t('Xác nhận')}</button>`;
    }
    const back = { shelved: 'unshelve', out_of_service: 'in-service' }[alarm.state as string];
    return back
      ? html`<button class="button small" @click=${() => this.restore(alarm, back)}>${t('Dùng lại')}</button>`
      : nothing;
  }

  private async restore(alarm: AlarmCard, verb: string): Promise<void> {
    try {
      await api.post(`alarms/${alarm.id}/${verb}`);
    } catch (error) {
      this.desk.fail(error);
    }
  }

  private show(alarm: AlarmCard): void {
    this.desk.open(null);
    this.desk.select(
      alarm.camera_id ? { kind: 'camera', id: alarm.camera_id } : { kind: 'alarm', id: alarm.id },
    );
  }
}
