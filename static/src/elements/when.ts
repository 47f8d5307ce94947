import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { dayTime, fullTime } from '../time';
import { Light } from './light';

/** `<tc-when at="…">`: when something happened, for a history: 18:42 today, 21.11 18:42 before. Its age is no news. */
@customElement('tc-when')
export class When extends Light {
  @property() at = '';

  override render() {
    return this.at
      ? html`<time datetime=${this.at} title=${fullTime(this.at)}>${dayTime(this.at)}</time>`
      : '';
  }
}
