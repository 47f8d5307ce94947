import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, Problem } from '../api';
import type { UnknownSensor } from '../desk/types';
import { named, t } from '../i18n';
import { Panel } from '../panels/panel';
import { dayTime, number } from '../time';

/** Sensors that speak but are not registered: held here, with what they say, until somebody adopts them. */
@customElement('tc-unknown')
export class Unknown extends Panel {
  @state() private items: UnknownSensor[] | null = null;
  @state() private problem = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    try {
      this.items = (await api.get<{ items: UnknownSensor[] }>('sensors/unknown')).items;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error.message;
    }
  }

  override render() {
    if (this.problem) return html`<p class="dialog-body notice warn">${this.problem}</p>`;
    if (!this.items) return html`<p class="dialog-body" role="status">${t('Đang tải…')}</p>`;
    if (!this.items.length) return html`<p class="dialog-body">${t('Không có cảm biến lạ nào.')}</p>`;
    const may = this.desk.may('sensors.manage');
    return html`<div class="dialog-body">
      <p class="quiet">
        ${may ? t('Nhận một cảm biến: nó đứng ở giữa bản đồ.') : t('Quản trị viên có thể nhận các cảm biến này.')}
      </p>
      <ul class="found">
        ${this.items.map(
          (one) => html`<li class="row alarm-line">
            <tc-icon name="wave"></tc-icon>
            <span class="grow">
              <b>${one.key}</b>
              <small>
                ${one.topic} · ${t('%(n)s tin', { n: number(one.messages) })} · ${t('từ %(time)s', { time: dayTime(one.first_at) })}
              </small>
              ${one.last_payload ? html`<code>${one.last_payload}</code>` : nothing}
            </span>
            <tc-age .at=${one.last_at} fresh="300"></tc-age>
            ${may ? this.adoptForm(one) : nothing}
          </li>`,
        )}
      </ul>
    </div>`;
  }

  private adoptForm(one: UnknownSensor) {
    return html`<form class="row adopt" @submit=${(event: Event) => this.adopt(event, one)}>
      <label class="sr" for=${`kind-${one.key}`}>${t('Loại')}</label>
      <select class="field" id=${`kind-${one.key}`} name="kind">
        ${this.desk.board?.kinds.map((kind) => html`<option value=${kind.code} ?selected=${kind.code === one.kind}>${named(kind)}</option>`)}
      </select>
      <button class="button small">${t('Nhận')}</button>
    </form>`;
  }

  private async adopt(event: Event, one: UnknownSensor): Promise<void> {
    event.preventDefault();
    const kind = String(new FormData(event.target as HTMLFormElement).get('kind'));
    try {
      await api.post(`sensors/unknown/${encodeURIComponent(one.key)}/adopt`, {
        kind,
        name: one.key,
        ...this.desk.center,
      });
      this.desk.say(t('Đã nhận %(key)s.', { key: one.key }));
      await this.load();
    } catch (error) {
      this.desk.fail(error);
    }
  }
}
