import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Light } from '../elements/light';
import { t } from '../i18n';
import type { HelpNeed } from '../wire';
import { helpWord } from '../words';
import { dial, numbers } from './calls';
import type { CrewDesk } from './desk';
import type { Job } from './jobs';

const NEEDS: readonly HelpNeed[] = ['people', 'equipment', 'police', 'medical'];
const upper = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** A crew that cannot do it alone: what it needs by one tap, and the telephone numbers of those who might come. */
@customElement('tc-help')
export class Help extends Light {
  @property({ attribute: false }) desk!: CrewDesk;
  @property({ attribute: false }) job!: Job;

  override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
  }

  override render() {
    return html`<dialog class="sheet-dialog" aria-labelledby="help-title" @close=${() => this.leave()}>
      <div class="row"><h2 id="help-title" class="grow">${t('Xin hỗ trợ: cần gì?')}</h2><button class="close" aria-label=${t('Thoát')} @click=${() => this.leave()}><tc-icon name="x"></tc-icon></button></div>
      ${this.desk.offline ? html`<p class="notice warn">${t('Đang mất mạng: lời xin hỗ trợ gửi khi có mạng. Gọi điện nhanh hơn.')}</p>` : nothing}
      <div class="reasons pair">${NEEDS.map((need) => html`<button class="b2" @click=${() => this.ask(need)}>${upper(helpWord(need))}</button>`)}</div>
      <form @submit=${(event: SubmitEvent) => this.typed(event)}><label class="sr" for="help">${t('Cần gì khác')}</label><input class="field" id="help" name="help" maxlength="300" required placeholder=${t('Cần gì khác')}><button class="b2" type="submit">${t('Gửi')}</button></form>
      ${this.calls()}
    </dialog>`;
  }

  private calls() {
    const list = numbers(this.desk, this.job.incident);
    if (!list.length) return nothing;
    return html`<h3>${t('Gọi thẳng')}</h3>
      <ul class="calls">${list.map((one) => html`<li><a href=${dial(one.phone)}><tc-icon name="phone"></tc-icon><span class="grow">${one.name}</span><b>${one.phone}</b></a></li>`)}</ul>`;
  }

  private leave(): void {
    this.dispatchEvent(new Event('leave'));
  }

  private ask(need: HelpNeed, note = ''): void {
    this.leave();
    void this.desk.callForHelp(this.job, need, note);
  }

  private typed(event: SubmitEvent): void {
    event.preventDefault();
    const note = String(new FormData(event.target as HTMLFormElement).get('help') ?? '').trim();
    if (note) this.ask('other', note);
  }
}
