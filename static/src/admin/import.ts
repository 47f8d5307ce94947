import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, Problem } from '../api';
import { Light } from '../elements/light';
import { t } from '../i18n';
import { slices } from './slices';

const ROWS_AT_ONCE = 200;

interface Refused {
  line: number;
  key: string;
  reason: string;
}

/** Sends the CSV file of the form beside it in slices: a progress bar while it works, a report of refused rows after. */
@customElement('tc-import-report')
export class ImportReport extends Light {
  @state() private done = 0;
  @state() private total = 0;
  @state() private taken = 0;
  @state() private refused: Refused[] = [];
  @state() private failed = '';

  override connectedCallback(): void {
    super.connectedCallback();
    const form = document.querySelector<HTMLFormElement>('#import');
    form?.addEventListener('submit', (event) => {
      event.preventDefault();
      const file = form.querySelector<HTMLInputElement>('input[type=file]')?.files?.[0];
      const button = form.querySelector('button');
      if (!file || !button || button.disabled) return;
      button.disabled = true;
      void this.send(file).finally(() => {
        button.disabled = false;
      });
    });
  }

  private async send(file: File): Promise<void> {
    const parts = slices(await file.text(), ROWS_AT_ONCE);
    this.done = this.taken = 0;
    this.total = parts.length;
    this.refused = [];
    this.failed = parts.length === 0 ? t('Chưa chọn tệp, hoặc tệp rỗng.') : '';
    for (const part of parts) {
      try {
        const slice = new File([part.text], file.name, { type: 'text/csv' });
        const fields = { first_line: String(part.firstLine) };
        const answer = await api.upload<{ taken: number; refused: Refused[] }>(
          '/admin/sensors/import',
          slice,
          fields,
        );
        this.taken += answer.taken;
        this.refused = [...this.refused, ...answer.refused];
      } catch (error) {
        this.failed = error instanceof Problem ? error.message : String(error);
        return;
      }
      this.done += 1;
    }
  }

  override render() {
    if (this.failed) return html`<p class="notice bad" role="alert">${this.failed}</p>`;
    if (this.total === 0) return nothing;
    const finished = this.done === this.total;
    return html`
      <progress max=${this.total} .value=${this.done} aria-label=${t('Đang nhập')}></progress>
      <p role="status">${
        finished
          ? t('Đã nhận %(taken)s dòng, từ chối %(refused)s dòng.', {
              taken: this.taken,
              refused: this.refused.length,
            })
          : t('Đang nhập: %(taken)s dòng', { taken: this.taken })
      }</p>
      ${this.refused.length > 0 ? this.table() : nothing}`;
  }

  private table() {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('Dòng bị từ chối')}>
      <table class="grid">
        <thead><tr><th scope="col">${t('Dòng')}</th><th scope="col">${t('Mã')}</th><th scope="col">${t('Lý do')}</th></tr></thead>
        <tbody>${this.refused.map((row) => html`<tr><td>${row.line}</td><td>${row.key}</td><td>${row.reason}</td></tr>`)}</tbody>
      </table>
    </div>`;
  }
}
