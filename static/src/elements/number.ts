import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Light } from './light';

/** A number that runs: our face has no tabular figures, so each digit stands in a cell and nothing jumps. */
@customElement('tc-number')
export class RunningNumber extends Light {
  @property() value = '';

  override render() {
    return html`<span class="sr">${this.value}</span
      ><span class="cells" aria-hidden="true"
        >${[...this.value].map((c) => html`<i class=${/\d/.test(c) ? 'd' : 'c'}>${c}</i>`)}</span
      >`;
  }
}
