import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api } from '../api';
import { named, t } from '../i18n';
import { Panel } from '../panels/panel';
import { dayTime } from '../time';

/** The shift: who holds it, and its end, which leaves a report that the next officer takes over with. */
@customElement('tc-handover')
export class Handover extends Panel {
  @state() private report = '';
  @state() private working = false;
  private words = '';

  override render() {
    const shift = this.desk.board?.shift;
    const open = this.desk.groups.reduce((sum, group) => sum + group.items.length, 0);
    return html`<div class="dialog-body form">
      ${
        shift
          ? html`<p><b>${named(shift)}</b>${shift.officer ? html` · ${shift.officer.name}` : nothing} · ${dayTime(shift.starts_at)} – ${dayTime(shift.ends_at)}</p>`
          : html`<p>${t('Chưa có ca trực nào đang mở.')}</p>`
      }
      ${shift?.left && !this.report ? html`<p class="notice"><a href=${shift.left.report} target="_blank" rel="noopener">${t('Báo cáo %(name)s để lại lúc %(time)s', { name: shift.left.officer, time: dayTime(shift.left.at) })}</a></p>` : nothing}
      <p class="quiet">${t('%(n)s sự cố đang mở sẽ sang ca sau.', { n: open })}</p>
      ${this.report ? html`<p class="notice"><a href=${this.report} target="_blank" rel="noopener">${t('Mở báo cáo giao ca')}</a></p>` : nothing}
      ${shift?.officer ? html`<label>${t('Dặn ca sau')}<textarea name="words" rows="3" maxlength="4000" .value=${this.words} @input=${(event: Event) => this.write(event)}></textarea></label>` : nothing}
      <div class="row form-end">
        ${shift?.officer ? nothing : html`<button class="button primary" ?disabled=${this.working} @click=${() => this.start()}>${t('Nhận ca')}</button>`}
        ${
          shift?.officer
            ? html`<button class="button primary" ?disabled=${this.working} @click=${() => this.hand()}>
                ${this.working ? t('Đang viết báo cáo…') : t('Giao ca')}
              </button>`
            : nothing
        }
      </div>
    </div>`;
  }

  private write(event: Event): void {
    this.words = (event.target as HTMLTextAreaElement).value;
  }

  private async start(): Promise<void> {
    await this.run(async () => {
      await api.post('shift/start');
      this.desk.say(t('Bạn đã nhận ca.'));
      this.desk.open(null);
    });
  }

  private async hand(): Promise<void> {
    await this.run(async () => {
      this.report = (await api.post<{ url: string }>('shift/handover', { words: this.words })).url;
      this.words = '';
    });
  }

  private async run(work: () => Promise<void>): Promise<void> {
    this.working = true;
    try {
      await work();
    } catch (error) {
      this.desk.fail(error);
    } finally {
      this.working = false;
    }
  }
}
