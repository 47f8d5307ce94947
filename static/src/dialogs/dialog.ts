import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { DialogName } from '../desk/desk';
import { t } from '../i18n';
import { Panel } from '../panels/panel';
import './alarms';
import './cameras';
import './create';
import './handover';
import './help';
import './judge';
import './merge';
import './moretime';
import './reason';
import './recall';
import './search';
import './unknown';

const TITLES: Record<Exclude<DialogName, null>, () => string> = {
  help: () => t('Mọi phím'),
  search: () => t('Tìm'),
  hold: () => t('Gác lại'),
  cancel: () => t('Hủy sự cố'),
  merge: () => t('Gộp vào'),
  shelve: () => t('Gác cảnh báo'),
  reopen: () => t('Mở lại'),
  repair: () => t('Ngừng dùng cảm biến'),
  recall: () => t('Rút tổ về'),
  judge: () => t('Phân loại'),
  create: () => t('Mở sự cố mới'),
  alarms: () => t('Cảnh báo'),
  unknown: () => t('Cảm biến lạ'),
  cameras: () => t('Camera gần nhất'),
  handover: () => t('Ca trực'),
  moretime: () => t('Xin thêm thời gian'),
};

/** The one dialog of the desk. Escape always leaves it, and focus returns to where it was. */
@customElement('tc-dialog')
export class Dialog extends Panel {
  override updated(): void {
    const box = this.querySelector('dialog');
    if (box && !box.open) {
      box.showModal();
      void this.focusInside(box);
    }
  }

  /** The body renders a moment after its frame; only then is there a field to stand in. */
  private async focusInside(box: HTMLDialogElement): Promise<void> {
    const body = box.lastElementChild;
    if (body instanceof LitElement) await body.updateComplete;
    box.querySelector<HTMLElement>('[autofocus]')?.focus();
  }

  override render() {
    const { dialog } = this.desk;
    if (!dialog) return nothing;
    return html`<dialog class="dialog ${dialog}" aria-labelledby="dialog-title" @close=${() => this.desk.open(null)} @keydown=${this.pressed} @click=${this.outside}>
      <div class="row dialog-head">
        <h2 id="dialog-title" class="grow">${TITLES[dialog]()}</h2>
        <button class="button small" @click=${() => this.desk.open(null)}>${t('Thoát')}<tc-key>Esc</tc-key></button>
      </div>
      ${this.body(dialog)}
    </dialog>`;
  }

  private body(name: Exclude<DialogName, null>): TemplateResult {
    const { desk } = this;
    const bodies: Record<Exclude<DialogName, null>, () => TemplateResult> = {
      help: () => html`<tc-help></tc-help>`,
      search: () => html`<tc-search .desk=${desk}></tc-search>`,
      hold: () => html`<tc-reason .desk=${desk} what="hold"></tc-reason>`,
      cancel: () => html`<tc-reason .desk=${desk} what="cancel"></tc-reason>`,
      shelve: () => html`<tc-reason .desk=${desk} what="shelve"></tc-reason>`,
      reopen: () => html`<tc-reason .desk=${desk} what="reopen"></tc-reason>`,
      repair: () => html`<tc-reason .desk=${desk} what="repair"></tc-reason>`,
      recall: () => html`<tc-recall .desk=${desk}></tc-recall>`,
      judge: () => html`<tc-judge .desk=${desk}></tc-judge>`,
      merge: () => html`<tc-merge .desk=${desk}></tc-merge>`,
      create: () => html`<tc-create .desk=${desk}></tc-create>`,
      alarms: () => html`<tc-alarms .desk=${desk}></tc-alarms>`,
      unknown: () => html`<tc-unknown .desk=${desk}></tc-unknown>`,
      cameras: () => html`<tc-cameras .desk=${desk}></tc-cameras>`,
      handover: () => html`<tc-handover .desk=${desk}></tc-handover>`,
      moretime: () => html`<tc-moretime .desk=${desk}></tc-moretime>`,
    };
    return bodies[name]();
  }

  /** At once, not when the browser gets round to its close event: the next key already belongs to the desk. */
  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.desk.open(null);
  };

  private readonly outside = (event: Event): void => {
    if (event.target instanceof HTMLDialogElement) this.desk.open(null);
  };
}
