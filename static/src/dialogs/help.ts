import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { KEYS } from '../desk/keys';
import { Light } from '../elements/light';

/** Every key of the desk, from the table that the desk itself obeys. */
@customElement('tc-help')
export class Help extends Light {
  override render() {
    return html`<ul class="keys">
      ${KEYS.map(
        (key) => html`<li class="row">
          <span class="keys-hint">${key.hint.map((hint) => html`<tc-key>${hint}</tc-key>`)}</span><span>${key.what()}</span>
        </li>`,
      )}
    </ul>`;
  }
}
