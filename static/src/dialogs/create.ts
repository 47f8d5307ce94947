import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, Problem } from '../api';
import { create } from '../desk/actions';
import { metresBetween } from '../desk/order';
import { called, named, t } from '../i18n';
import { Panel } from '../panels/panel';
import { distance } from '../time';
import type { IncidentCard, Priority } from '../wire';
import { priorityLabel } from '../words';

/** A new incident where the map looks: pick what it is by its number, Enter opens it. */
@customElement('tc-create')
export class Create extends Panel {
  @state() private place = '';
  @state() private category = '';
  /** The open one of this category that stands near: it may be the same. */
  @state() private near: IncidentCard | undefined;
  private readonly at = { lat: 0, lon: 0 };

  override connectedCallback(): void {
    super.connectedCallback();
    Object.assign(this.at, this.desk.center);
    void this.locate();
  }

  override render() {
    const categories = this.desk.board?.categories ?? [];
    return html`<form class="dialog-body form" method="dialog" @submit=${this.send}>
      <p class="row here"><tc-icon name="pin"></tc-icon><span>${this.place || t('Đang tìm địa chỉ…')}</span></p>
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
              @change=${() => this.choose(one.code)}
            />
            <tc-icon name=${one.icon}></tc-icon>${named(one)}
          </label>`,
        )}
      </fieldset>
      ${this.near ? this.same(this.near) : nothing}
      <label for="title">${t('Nói ngắn')}</label>
      <input class="field" id="title" name="title" maxlength="120" autocomplete="off" />
      <label for="level">${t('Mức')}</label>
      <select class="field" id="level" name="priority">
        <option value="">${t('theo lĩnh vực')}</option>
        ${([1, 2, 3, 4] as const).map((p) => html`<option value=${p}>${priorityLabel(p)}</option>`)}
      </select>
      <label class="row tick"><input type="checkbox" name="drill" /><span>${t('Diễn tập: không gửi dân, không tính số liệu')}</span></label>
      <div class="row form-end"><button class="button primary">${t('Mở sự cố')}<tc-key>Enter</tc-key></button></div>
    </form>`;
  }

  private same(near: IncidentCard) {
    const far = distance(metresBetween(this.at, near));
    return html`<label class="row tick"><input type="checkbox" name="join" /><span
        >${t('Cùng việc với %(code)s đang mở, cách %(far)s: thêm vào đó', { code: near.code, far })} · ${called(near)}</span></label>`;
  }

  private async choose(category: string): Promise<void> {
    this.category = category;
    this.near = undefined;
    const { lat, lon } = this.at;
    const found = await api
      .get<{ items: IncidentCard[] }>(`incidents/near?category=${category}&lat=${lat}&lon=${lon}`)
      .catch(() => null);
    if (this.category === category) this.near = found?.items[0];
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
    const near = data.get('join') ? this.near : undefined;
    const incident = {
      category: String(data.get('category')),
      lat: this.at.lat,
      lon: this.at.lon,
      ...(title ? { title } : {}),
      ...(data.get('drill') ? { drill: true } : {}),
      ...(level ? { priority: level as Priority } : {}),
      ...(near ? { join: true } : {}),
    };
    void create(this.desk, incident, near);
  };
}
