import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { KEYS } from '../desk/keys';
import { Light } from '../elements/light';

/** 1–4, F1–F4: from the one to the other; ⇧ 2 is both at once. */
const spans = (hint: readonly string[]) => /\d$/.test(hint[0] ?? '');

/** Every key of the desk, from the table that the desk itself obeys. */
@customElement('tc-help')
export class Help extends Light {
  override render() {
    return html`<ul class="keys">
      ${KEYS.map(
        (key) => html`<li class="row">
          <span class="keys-hint">${key.hint.map((hint, i) => html`${i && spans(key.hint) ? '–' : ''}<tc-key>${hint}</tc-key>`)}</span><span>${key.what()}</span>
        </li>`,
      )}
    </ul>`;
  }
}
