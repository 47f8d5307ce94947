import { css, html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

/** `<tc-key>Enter</tc-key>`: a key hint, where the hand is. */
@customElement('tc-key')
export class Key extends LitElement {
  static override styles = css`
    :host {
      display: inline-flex;
      align-items: center;
      justify-content: center;
      min-width: 20px;
      height: 20px;
      padding: 0 5px;
      border: 1px solid var(--key-line, var(--line-strong));
      border-bottom-width: 2px;
      border-radius: var(--r-control);
      background: var(--key-surface, var(--surface));
      color: var(--key-ink, var(--ink-2));
      font: 600 11px/1 var(--font);
      white-space: nowrap;
    }
  `;

  override render() {
    return html`<slot></slot>`;
  }
}
