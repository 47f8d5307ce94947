import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../i18n';
import { duration, since } from '../time';
import { Beat } from './beat';
import { Light } from './light';

/**
 * `<tc-age at="…" fresh="60">`: everything has an age. Filled dot = fresh; hollow ring and "cũ" = older than `fresh`
 * seconds; no time at all = "chưa có".
 */
@customElement('tc-age')
export class Age extends Light {
  @property() at: string | null = null;
  @property({ type: Number }) fresh = 60;
  /** A word before the age: "số đo 8 giây". */
  @property() label = '';
  protected readonly beat = new Beat(this);

  override render() {
    const age = this.at ? since(this.at) : Number.POSITIVE_INFINITY;
    const old = age > this.fresh * 1000;
    this.classList.toggle('old', old);
    const words = this.at ? duration(age) : t('chưa có');
    return html`<i class="dot" aria-hidden="true"></i
      ><span>${this.label ? `${this.label} ` : ''}${old && this.at ? `${t('cũ')} ` : ''}${words}</span>`;
  }
}
