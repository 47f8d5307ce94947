import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { now } from '../clock';
import { alarmsInHand, cancel, hold, shelve } from '../desk/actions';
import { t } from '../i18n';
import { Panel } from '../panels/panel';
import { dayTime } from '../time';

interface Choice {
  value: string;
  words: string;
}

const HOUR = 3_600_000;

/** Why, and for how long: what is put aside says when it comes back by itself. */
@customElement('tc-reason')
export class ReasonForm extends Panel {
  @property() what: 'hold' | 'cancel' | 'shelve' = 'hold';

  override render() {
    if (this.what === 'shelve' && alarmsInHand(this.desk).length === 0) {
      return html`<p class="dialog-body">${t('Không có cảnh báo nào ở đây để gác.')}</p>`;
    }
    const times = this.times();
    return html`<form class="dialog-body form" method="dialog" @submit=${this.send}>
      <label for="reason">${t('Lý do')}</label>
      <input class="field" id="reason" name="reason" list="reasons" required maxlength="200" autocomplete="off" autofocus />
      <datalist id="reasons">${this.reasons().map((reason) => html`<option value=${reason}></option>`)}</datalist>
      ${
        times.length
          ? html`<label for="until">${t('Đến khi nào')}</label>
            <select class="field" id="until" name="until">
              ${times.map((choice) => html`<option value=${choice.value}>${choice.words}</option>`)}
            </select>`
          : ''
      }
      <div class="row form-end"><button class="button primary">${this.button()}<tc-key>Enter</tc-key></button></div>
    </form>`;
  }

  private button(): string {
    return { hold: t('Gác lại'), cancel: t('Hủy sự cố'), shelve: t('Gác cảnh báo') }[this.what];
  }

  private reasons(): string[] {
    if (this.what === 'hold')
      return [t('chờ vật liệu'), t('chờ đơn vị khác'), t('chờ trời tạnh'), t('hẹn người dân')];
    if (this.what === 'cancel') return [t('không có thật'), t('trùng'), t('ngoài thẩm quyền')];
    return [t('đang bảo trì'), t('cảm biến hỏng'), t('đã biết')];
  }

  private times(): Choice[] {
    if (this.what === 'cancel') return [];
    const hours = this.what === 'hold' ? [1, 4, 12, 24, 72] : [0.5, 1, 2, 4, 8];
    return hours.map((h) => {
      const at = now() + h * HOUR;
      const words = h < 1 ? t('%(n)s phút', { n: h * 60 }) : t('%(n)s giờ', { n: h });
      const value = this.what === 'hold' ? new Date(at).toISOString() : String(h * 60);
      return { value, words: t('%(time)s nữa, đến %(at)s', { time: words, at: dayTime(at) }) };
    });
  }

  private readonly send = (event: Event): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const reason = String(data.get('reason') ?? '').trim();
    const until = String(data.get('until') ?? '');
    this.desk.open(null);
    if (this.what === 'hold') void hold(this.desk, reason, until);
    if (this.what === 'cancel') void cancel(this.desk, reason);
    if (this.what === 'shelve') void shelve(this.desk, reason, Number(until));
  };
}
