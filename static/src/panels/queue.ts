import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { at } from '../elements/at';
import { Beat } from '../elements/beat';
import { called, t } from '../i18n';
import { Panel } from './panel';
import { groupWord, itemBody, layout, type Row } from './rows';

const OVERSCAN = 6;

/** The queue in the order of need. Only the rows in sight exist, so that 2,000 incidents cost as much as 20. */
@customElement('tc-queue')
export class Queue extends Panel {
  @state() private top = 0;
  @state() private seen = 800;
  protected readonly beat = new Beat(this);
  private rows: Row[] = [];
  private readonly sizes = new ResizeObserver(() => {
    this.seen = this.scroller?.clientHeight || 800;
  });
  private shownFor: number | null = null;

  private get scroller(): HTMLElement | null {
    return this.querySelector('.queue-scroll');
  }

  override firstUpdated(): void {
    const { scroller } = this;
    if (scroller) this.sizes.observe(scroller);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  override updated(): void {
    const { selected } = this.desk;
    const id = selected?.kind === 'incident' ? selected.id : null;
    if (id !== this.shownFor) {
      this.shownFor = id;
      this.reveal(id);
    }
  }

  override render() {
    const { desk } = this;
    if (!desk.board) return html`<div class="queue-scroll">${this.waiting()}</div>`;
    const { rows, height } = layout(desk.groups);
    this.rows = rows;
    const from = this.top - OVERSCAN * 72;
    const to = this.top + this.seen + OVERSCAN * 72;
    const seen = rows.filter((row) => row.top + row.height > from && row.top < to);
    return html`<div class="queue-scroll" @scroll=${this.scrolled}>
      <ul class="queue-list" aria-label=${t('Hàng chờ')}>
        ${repeat(
          seen,
          (row) => (row.card ? row.card.id : `${row.kind}-${row.group}`),
          (row) => this.row(row),
        )}
        <li class="queue-end" aria-hidden="true" ${at(height)}></li>
      </ul>
    </div>`;
  }

  private row(row: Row) {
    const { desk } = this;
    if (row.kind === 'head') {
      return html`<li class="queue-head" ${at(row.top)}>
        <h2>${groupWord(row.group)}</h2>
        <span>${row.count}</span>
      </li>`;
    }
    if (!row.card) return html`<li class="queue-none" ${at(row.top)}>${this.calm()}</li>`;
    const { card } = row;
    const on = desk.selected?.kind === 'incident' && desk.selected.id === card.id;
    return html`<li class="queue-item" ${at(row.top)}>
      <button
        class="item ${row.group === 'free' || row.group === 'help' ? '' : 'small'} ${on ? 'on' : ''}"
        aria-current=${on ? 'true' : 'false'}
        tabindex=${on ? 0 : -1}
        data-incident=${card.id}
        title=${`${called(card)} · ${card.place}`}
        @click=${() => desk.select({ kind: 'incident', id: card.id })}
      >
        ${itemBody(desk, card, row.group)}
      </button>
    </li>`;
  }

  /** Never "all quiet" without a fresh word from the centre. */
  private calm() {
    return this.desk.live.stale
      ? html`<p class="late-text">${t('Không biết: mất liên lạc với trung tâm.')}</p>`
      : html`<p>${t('Không có việc nào chờ nhận.')}</p>`;
  }

  private waiting() {
    return html`<p class="queue-none">
      ${this.desk.live.link === 'lost' ? t('Chưa nối được với trung tâm. Đang thử lại…') : t('Đang tải hàng chờ…')}
    </p>`;
  }

  private scrolled(event: Event): void {
    this.top = (event.target as HTMLElement).scrollTop;
  }

  private reveal(id: number | null): void {
    const row = this.rows.find((candidate) => candidate.card?.id === id);
    const { scroller } = this;
    if (!row || !scroller) return;
    if (row.top < scroller.scrollTop + 36) scroller.scrollTop = Math.max(0, row.top - 36);
    else if (row.top + row.height > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = row.top + row.height - scroller.clientHeight;
    }
  }
}
