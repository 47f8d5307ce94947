import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { now } from '../clock';
import { cancel, hold, reopen } from '../desk/actions';
import { outOfService, shelvable, shelve } from '../desk/alarms';
import { sensorInHand } from '../desk/hand';
import { called, spoken, t } from '../i18n';
import { Panel } from '../panels/panel';
import { dayTime } from '../time';

interface Choice {
  value: string;
  words: string;
}

type What = 'hold' | 'cancel' | 'shelve' | 'reopen' | 'repair';

const HOUR = 3_600_000;
/** How long, in hours; what has no times here ends with a word, not with a clock. */
const HOURS: Partial<Record<What, number[]>> = {
  hold: [1, 4, 12, 24, 72],
  shelve: [0.5, 1, 2, 4, 8],
  repair: [4, 8, 24, 72, 168],
};

/** Why, and for how long: what is put aside says when it comes back by itself. */
@customElement('tc-reason')
export class ReasonForm extends Panel {
  @property() what: What = 'hold';

  override render() {
    const times = this.times();
    return html`<form class="dialog-body form" method="dialog" @submit=${this.send}>
      <p class="quiet">${this.about()}</p>
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

  /** What the words are about: at 3 a.m. one looks twice. */
  private about(): string {
    const { incident } = this.desk;
    if (this.what === 'shelve') {
      const alarms = shelvable(this.desk);
      const first = alarms[0];
      const more = alarms.length > 1 ? ` ${t('và %(n)s cảnh báo nữa', { n: alarms.length - 1 })}` : '';
      return first ? `${first.name || first.key}: ${spoken(first.title)}${more}` : '';
    }
    if (this.what === 'repair') return this.sensor?.name ?? '';
    return incident ? `${incident.code} · ${called(incident)}, ${incident.place}` : '';
  }

  private get sensor() {
    const hand = sensorInHand(this.desk);
    return hand ? this.desk.details.sensor(hand.id).value : null;
  }

  private button(): string {
    const words: Record<What, () => string> = {
      hold: () => t('Gác lại'),
      cancel: () => t('Hủy sự cố'),
      shelve: () => t('Gác cảnh báo'),
      reopen: () => t('Mở lại'),
      repair: () => t('Ngừng dùng'),
    };
    return words[this.what]();
  }

  private reasons(): string[] {
    const words: Record<What, () => string[]> = {
      hold: () => [t('chờ vật liệu'), t('chờ đơn vị khác'), t('chờ trời tạnh'), t('hẹn người dân')],
      cancel: () => [t('không có thật'), t('trùng'), t('ngoài thẩm quyền')],
      shelve: () => [t('đang bảo trì'), t('cảm biến hỏng'), t('đã biết')],
      reopen: () => [t('chưa xong'), t('bị lại'), t('dân báo còn')],
      repair: () => [t('thay đầu đo'), t('thay pin'), t('bị phá'), t('đang thi công')],
    };
    return words[this.what]();
  }

  private times(): Choice[] {
    return (HOURS[this.what] ?? []).map((h) => {
      const at = now() + h * HOUR;
      const words = h < 1 ? t('%(n)s phút', { n: h * 60 }) : t('%(n)s giờ', { n: h });
      const value = this.what === 'shelve' ? String(h * 60) : new Date(at).toISOString();
      return { value, words: t('%(time)s nữa, đến %(at)s', { time: words, at: dayTime(at) }) };
    });
  }

  private readonly send = (event: Event): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const reason = String(data.get('reason') ?? '').trim();
    const until = String(data.get('until') ?? '');
    const { desk, sensor } = this;
    desk.open(null);
    const acts: Record<What, () => unknown> = {
      hold: () => hold(desk, reason, until),
      cancel: () => cancel(desk, reason),
      shelve: () => shelve(desk, reason, Number(until)),
      reopen: () => reopen(desk, reason),
      repair: () => sensor && outOfService(desk, sensor.id, reason, until),
    };
    void acts[this.what]();
  };
}
