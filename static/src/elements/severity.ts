import { html, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../i18n';
import type { Priority } from '../wire';
import { priorityLabel } from '../words';
import { glyph } from './icon';
import { Light } from './light';

/** The sharper, the more urgent: diamond, triangle, square, circle on a 32 box. */
export const SHAPES: Record<Priority, string> = {
  1: 'M16 1.5 30.5 16 16 30.5 1.5 16z',
  2: 'M16 2.5 30.5 28.5h-29z',
  3: 'M4 4h24v24H4z',
  4: 'M16 3.5a12.5 12.5 0 1 1 0 25 12.5 12.5 0 0 1 0-25z',
};

/** Where the kind's line icon sits inside each shape: x, y, size. */
const INSIDE: Record<Priority, [number, number, number]> = {
  1: [9.2, 9.2, 13.6],
  2: [9.7, 14, 12.6],
  3: [7.6, 7.6, 16.8],
  4: [8.2, 8.2, 15.6],
};

/** `<tc-severity level="1" icon="flood" held>`: solid = nobody has it, hollow = in hand. No level yet = dashed circle. */
@customElement('tc-severity')
export class Severity extends Light {
  @property({ type: Number }) level: Priority | 0 = 0;
  @property() icon = '';
  @property({ type: Boolean, reflect: true }) held = false;

  override render() {
    const level = this.level || 4;
    const words = `${priorityLabel(this.level || null)}, ${this.held ? t('đang làm') : t('chưa ai nhận')}`;
    return html`<svg viewBox="0 0 32 32" role="img" aria-label=${words} class="sev sev-${this.level || 'none'}">
      <path d=${SHAPES[level]}></path>${this.icon ? this.inner(level) : nothing}
    </svg>`;
  }

  private inner(level: Priority) {
    const [x, y, size] = INSIDE[level];
    return svg`<svg class="sev-icon" x=${x} y=${y} width=${size} height=${size}>${glyph(this.icon)}</svg>`;
  }
}
