import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Light } from '../elements/light';
import { t } from '../i18n';
import type { CrewDesk } from './desk';
import type { Job } from './jobs';
import { moveWords } from './moves';

/** Declining or handing back asks why: the usual reasons by one tap, others in words. */
@customElement('tc-why')
export class Why extends Light {
  @property({ attribute: false }) desk!: CrewDesk;
  @property({ attribute: false }) job!: Job;
  @property({ attribute: false }) move!: 'decline' | 'abort';

  override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
  }

  override render() {
    const { move } = this;
    const common =
      move === 'decline'
        ? [t('Đang bận việc khác'), t('Thiếu phương tiện'), t('Hết ca')]
        : [t('Cần đơn vị khác'), t('Không tiếp cận được'), t('Thiếu phương tiện')];
    return html`<dialog class="sheet-dialog" aria-labelledby="why-title" @close=${() => this.leave()}>
      <div class="row"><h2 id="why-title" class="grow">${t('%(move)s: vì sao?', { move: moveWords(move) })}</h2><button class="close" aria-label=${t('Thoát')} @click=${() => this.leave()}><tc-icon name="x"></tc-icon></button></div>
      <div class="reasons">${common.map((reason) => html`<button class="b2" @click=${() => this.give(reason)}>${reason}</button>`)}</div>
      <form @submit=${(event: SubmitEvent) => this.typed(event)}><label class="sr" for="why">${t('Lý do khác')}</label><input class="field" id="why" name="why" maxlength="300" required placeholder=${t('Lý do khác')}><button class="b2" type="submit">${t('Gửi')}</button></form>
    </dialog>`;
  }

  private leave(): void {
    this.dispatchEvent(new Event('leave'));
  }

  private give(reason: string): void {
    this.leave();
    void this.desk.act(this.job, this.move, { reason });
  }

  private typed(event: SubmitEvent): void {
    event.preventDefault();
    const reason = String(new FormData(event.target as HTMLFormElement).get('why') ?? '').trim();
    if (reason) this.give(reason);
  }
}
