import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { type Judgement, judge } from '../desk/actions';
import { named, t, titled } from '../i18n';
import { Panel } from '../panels/panel';

/** What it is, whose it is, and what it is called; only what was changed is sent. */
@customElement('tc-judge')
export class Judge extends Panel {
  override render() {
    const { board, incident } = this.desk;
    if (!board || !incident) return html`<p class="dialog-body">${t('Chọn một sự cố trước.')}</p>`;
    return html`<form class="dialog-body form" method="dialog" @submit=${this.send}>
      <label for="judge-category">${t('Lĩnh vực')}</label>
      <select class="field" id="judge-category" name="category" autofocus>
        ${board.categories.map((one) => html`<option value=${one.code} ?selected=${one.code === incident.category}>${named(one)}</option>`)}
      </select>
      <label for="judge-agency">${t('Đơn vị')}</label>
      <select class="field" id="judge-agency" name="agency_id">
        <option value="">${t('theo lĩnh vực')}</option>
        ${board.agencies.map((one) => html`<option value=${one.id} ?selected=${one.id === incident.agency_id}>${named(one)}</option>`)}
      </select>
      <label for="judge-title">${t('Tên sự cố')}</label>
      <input class="field" id="judge-title" name="title" maxlength="200" autocomplete="off" .value=${titled(incident)} required />
      <div class="row form-end"><button class="button primary">${t('Phân loại')}<tc-key>Enter</tc-key></button></div>
    </form>`;
  }

  private readonly send = (event: Event): void => {
    event.preventDefault();
    const { incident } = this.desk;
    const data = new FormData(event.target as HTMLFormElement);
    const [category, agency, title] = ['category', 'agency_id', 'title'].map((name) =>
      String(data.get(name) ?? '').trim(),
    );
    this.desk.open(null);
    if (!incident) return;
    const changed: Judgement = {};
    if (category && category !== incident.category) changed.category = category;
    if (agency && Number(agency) !== incident.agency_id) changed.agency_id = Number(agency);
    if (title && title !== titled(incident)) changed.title = title;
    void judge(this.desk, changed);
  };
}
