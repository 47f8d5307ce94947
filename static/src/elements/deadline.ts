import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { now } from '../clock';
import { Beat } from './beat';
import { Light } from './light';

/** Share of the time used: 0 at the start, 1 at the deadline, more when late. */
export function used(from: string, due: string, at: number = now()): number {
  const start = Date.parse(from);
  const end = Date.parse(due);
  return end > start ? (at - start) / (end - start) : at >= end ? 1 : 0;
}

/**
 * Thước hạn: `<tc-deadline from="…" due="…">`. Quarter ticks; the fill is the time used; warm in the last quarter;
 * hatched when late. Decoration: the words beside it say "trễ 1:48".
 */
@customElement('tc-deadline')
export class Deadline extends Light {
  @property() from = '';
  @property() due = '';
  protected readonly beat = new Beat(this);

  override render() {
    return html`<i aria-hidden="true"></i>`;
  }

  override updated(): void {
    const share = used(this.from, this.due);
    this.style.setProperty('--used', String(Math.min(1, Math.max(0, share))));
    this.toggleAttribute('warn', share >= 0.75 && share < 1);
    this.toggleAttribute('late', share >= 1);
  }
}
