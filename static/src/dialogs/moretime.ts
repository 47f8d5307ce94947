import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { answerMoreTime } from '../desk/actions';
import { wishOf } from '../desk/wish';
import { called, named, t } from '../i18n';
import { Panel } from '../panels/panel';
import { dayTime } from '../time';

/** An agency asks for time: Enter gives it; a refusal says why, as the agency will read it. */
@customElement('tc-moretime')
export class MoreTime extends Panel {
  override render() {
    const { board, incident } = this.desk;
    const until = incident?.more_time_until;
    if (!incident || !until)
      return html`<p class="dialog-body">${t('Không ai đang xin thêm thời gian cho việc này.')}</p>`;
    const agency = board?.agencies.find((one) => one.id === incident.agency_id);
    const why = wishOf(this.desk, incident);
    return html`<form class="dialog-body form" method="dialog" @submit=${this.refuse}>
      <p class="quiet">${incident.code} · ${called(incident)}, ${incident.place}</p>
      <p>
        <b>${agency ? named(agency) : ''}</b>
        ${t('xin đến %(until)s; hạn đang có là %(due)s.', { until: dayTime(until), due: incident.due_at ? dayTime(incident.due_at) : '–' })}
      </p>
      ${why ? html`<p class="said-words">“${why}”</p>` : nothing}
      <div class="row form-end">
        <button type="button" class="button primary" autofocus @click=${this.give}>
          ${t('Cho thêm đến %(until)s', { until: dayTime(until) })}<tc-key>Enter</tc-key>
        </button>
      </div>
      <label for="refusal">${t('Hoặc vì sao không (đơn vị sẽ đọc)')}</label>
      <div class="row refusal">
        <input class="field grow" id="refusal" name="reason" required maxlength="300" autocomplete="off" />
        <button class="button">${t('Không cho')}</button>
      </div>
    </form>`;
  }

  private readonly give = (): void => {
    this.desk.open(null);
    void answerMoreTime(this.desk, true);
  };

  private readonly refuse = (event: Event): void => {
    event.preventDefault();
    const reason = String(new FormData(event.target as HTMLFormElement).get('reason') ?? '').trim();
    if (!reason) return;
    this.desk.open(null);
    void answerMoreTime(this.desk, false, reason);
  };
}
