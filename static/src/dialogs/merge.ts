import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, Problem } from '../api';
import { merge } from '../desk/actions';
import { metresBetween } from '../desk/order';
import { called, t } from '../i18n';
import { Panel } from '../panels/panel';
import { ago, distance } from '../time';
import type { IncidentCard } from '../wire';

/** Open incidents near this one that may be the same; the first is chosen by Enter, others by their number. */
@customElement('tc-merge')
export class Merge extends Panel {
  @state() private near: IncidentCard[] | null = null;
  @state() private problem = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    const { incident } = this.desk;
    if (!incident) return;
    try {
      this.near = (await api.get<{ items: IncidentCard[] }>(`incidents/${incident.id}/joinable`)).items;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error.message;
    }
  }

  override updated(): void {
    this.querySelector<HTMLElement>('button')?.focus();
  }

  override render() {
    if (this.problem) return html`<p class="dialog-body notice warn">${this.problem}</p>`;
    if (!this.near) return html`<p class="dialog-body" role="status">${t('Đang tìm sự cố gần đây…')}</p>`;
    if (!this.near.length)
      return html`<p class="dialog-body">${t('Không có sự cố nào gần đây để gộp vào.')}</p>`;
    return html`<ol class="dialog-body found" @keydown=${this.pressed}>
      ${this.near.slice(0, 9).map(
        (card, i) => html`<li>
          <button class="item small" @click=${() => this.choose(card)}>
            <tc-key>${i + 1}</tc-key>
            <tc-severity level=${card.priority ?? 0} icon=${this.desk.category(card.category)?.icon ?? 'pin'}></tc-severity>
            <span class="grow"
              ><span class="item-title">${card.code} · ${called(card)}</span
              ><span class="item-sub">${card.place} · ${t('mở %(age)s trước', { age: ago(card.opened_at) })}</span></span
            >
            <span class="item-time">${this.desk.incident ? distance(metresBetween(this.desk.incident, card)) : ''}</span>
          </button>
        </li>`,
      )}
    </ol>`;
  }

  private choose(card: IncidentCard): void {
    this.desk.open(null);
    void merge(this.desk, card);
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const card = this.near?.[Number(event.key) - 1];
    if (!card) return;
    event.preventDefault();
    this.choose(card);
  };
}
