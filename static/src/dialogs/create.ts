import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, Problem } from '../api';
import { create } from '../desk/actions';
import { named, t } from '../i18n';
import { Panel } from '../panels/panel';
import type { Priority } from '../wire';

/** A new incident where the map looks: pick what it is by its number, Enter opens it. */
@customElement('tc-create')
export class Create extends Panel {
  @state() private place = '';
  @state() private category = '';
  private readonly at = { lat: 0, lon: 0 };

  override connectedCallback(): void {
    super.connectedCallback();
    Object.assign(this.at, this.desk.center);
    void this.locate();
  }

  override render() {
    const categories = this.desk.board?.categories ?? [];
    return html`<form class="dialog-body form" method="dialog" @submit=${this.send}>
      <p class="row"><tc-icon name="pin"></tc-icon><span>${this.place || t('Đang tìm địa chỉ…')}</span></p>
      <fieldset class="choices">
        <legend>${t('Việc gì')}</legend>
        ${categories.map(
          (one, i) => html`<label class="choice ${this.category === one.code ? 'on' : ''}">
            <input
              type="radio"
              name="category"
              class="sr"
              value=${one.code}
              required
              ?autofocus=${i === 0}
              @change=${() => {
                this.category = one.code;
              }}
            />
            <tc-icon name=${one.icon}></tc-icon>${named(one)}
          </label>`,
        )}
      </fieldset>
      <label for="title">${t('Nói ngắn')}</label>
      <input class="field" id="title" name="title" maxlength="120" autocomplete="off" />
      <label for="level">${t('Mức')}</label>
      <select class="field" id="level" name="priority">
        <option value="">${t('theo lĩnh vực')}</option>
        ${[1, 2, 3, 4].map((p) => html`<option value=${p}>P${p}</option>`)}
      </select>
      <label class="row"><input type="checkbox" name="drill" /><span>${t('Diễn tập: không gửi dân, không tính số liệu')}</span></label>
      <div class="row form-end"><button class="button primary">${t('Mở sự cố')}<tc-key>Enter</tc-key></button></div>
    </form>`;
  }

  private async locate(): Promise<void> {
    const { lat, lon } = this.at;
    try {
      this.place = (await api.get<{ text: string }>(`places/reverse?lat=${lat}&lon=${lon}`)).text;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.place = `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
    }
  }

  private readonly send = (event: Event): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const title = String(data.get('title') ?? '').trim();
    const level = Number(data.get('priority'));
    this.desk.open(null);
    void create(this.desk, {
      category: String(data.get('category')),
      lat: this.at.lat,
      lon: this.at.lon,
      ...(title ? { title } : {}),
      ...(data.get('drill') ? { drill: true } : {}),
      ...(level ? { priority: level as Priority } : {}),
    });
  };
}
