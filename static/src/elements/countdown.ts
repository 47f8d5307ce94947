import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { boot } from '../boot';
import { now } from '../clock';
import { t } from '../i18n';
import { countdown } from '../time';
import { Beat } from './beat';
import { Light } from './light';
import './number';

/** `<tc-countdown due="…">`: "còn 1:12" or, past it, "trễ 1:48". */
@customElement('tc-countdown')
export class Countdown extends Light {
  @property() due = '';
  protected readonly beat = new Beat(this);

  override render() {
    const left = Date.parse(this.due) - now();
    const words = countdown(left);
    this.toggleAttribute('late', left < 0);
    const word = html`<span class="word">${left < 0 ? t('trễ') : t('còn')}</span>`;
    const value = /^[\d:]+$/.test(words)
      ? html`<tc-number value=${words}></tc-number>`
      : html`<span class="long">${words}</span>`;
    // "còn 3 giờ 51", but "3 h 51 left".
    return left >= 0 && boot.lang === 'en' ? html`${value} ${word}` : html`${word} ${value}`;
  }
}
