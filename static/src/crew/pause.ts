import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Light } from '../elements/light';
import { t } from '../i18n';
import type { Pause } from '../wire';
import { pauseWord } from '../words';
import type { CrewDesk } from './desk';

const WHY: readonly Pause[] = ['rest', 'vehicle', 'equipment', 'health', 'danger'];
const upper = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** Why the crew cannot go on: nobody sends it anywhere until it says that it is ready. */
@customElement('tc-pause')
export class PauseSheet extends Light {
  @property({ attribute: false }) desk!: CrewDesk;
  /** With a job under way it can also be handed back. */
  @property({ type: Boolean }) job = false;

  override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
  }

  override render() {
    return html`<dialog class="sheet-dialog" aria-labelledby="pause-title" @close=${() => this.leave()}>
      <div class="row"><h2 id="pause-title" class="grow">${t('Tạm dừng: vì sao?')}</h2><button class="close" aria-label=${t('Thoát')} @click=${() => this.leave()}><tc-icon name="x"></tc-icon></button></div>
      <p>${t('Trung tâm không giao thêm việc cho đến khi tổ báo sẵn sàng.')}</p>
      <div class="reasons pair">${WHY.map((why) => html`<button class="b2" @click=${() => this.give(why)}>${upper(pauseWord(why))}</button>`)}</div>
      <form @submit=${(event: SubmitEvent) => this.typed(event)}><label class="sr" for="pause">${t('Lý do khác')}</label><input class="field" id="pause" name="pause" maxlength="200" required placeholder=${t('Lý do khác')}><button class="b2" type="submit">${t('Gửi')}</button></form>
      ${this.job ? html`<h3>${t('Không làm tiếp được')}</h3><button class="b2 wide-button" @click=${() => this.dispatchEvent(new Event('abort'))}><tc-icon name="reply"></tc-icon>${t('Trả việc')}</button>` : nothing}
    </dialog>`;
  }

  private leave(): void {
    this.dispatchEvent(new Event('leave'));
  }

  private give(why: Pause, note = ''): void {
    this.leave();
    void this.desk.stand('break', why, note);
  }

  private typed(event: SubmitEvent): void {
    event.preventDefault();
    const note = String(new FormData(event.target as HTMLFormElement).get('pause') ?? '').trim();
    if (note) this.give('other', note);
  }
}
