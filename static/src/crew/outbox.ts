import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Light } from '../elements/light';
import { Watch } from '../elements/watch';
import { called, spoken, t } from '../i18n';
import { dayTime, number } from '../time';
import { type Action, actionWords, isTick } from './actions';
import type { CrewDesk } from './desk';
import type { Shot } from './jobs';

const KB = 1000;

/** What waits on this tablet, in the order in which it will leave. */
@customElement('tc-outbox')
export class Outbox extends Light {
  @property({ attribute: false }) desk!: CrewDesk;

  override connectedCallback(): void {
    super.connectedCallback();
    new Watch(this, this.desk);
  }

  override render() {
    const { desk } = this;
    return html`<ol class="outbox">
        ${desk.actions.items.map((one) => this.line('check', this.words(one), one.at, one.assignment))}
        ${desk.shots.items.map((one) => this.line('photo', this.size(one), one.at, one.assignment))}
      </ol>
      <p class="quiet">${desk.unsent ? t('Giữ trên máy này đến khi trung tâm nhận được, kể cả khi tắt máy.') : t('Đã gửi hết.')}</p>
      <button class="b2" @click=${() => desk.wake()}>${t('Gửi ngay')}</button>`;
  }

  private words(action: Action): string {
    if (!isTick(action)) return actionWords(action);
    const job = this.desk.board?.assignments.get(action.assignment);
    const lines = (job && this.desk.book.details.get(job.incident_id)?.checklist) ?? [];
    const line = lines.find((one) => one.code === action.step);
    return `${action.done ? t('Bước đã làm') : t('Bỏ dấu một bước')}: ${spoken(line)}`;
  }

  private size(shot: Shot): string {
    const kind = shot.kind === 'after' ? t('Ảnh sau') : t('Ảnh trước');
    return `${kind}, ${number(Math.ceil(shot.photo.size / KB))} KB`;
  }

  private line(icon: string, words: string, at: string, assignment: number) {
    const job = this.desk.board?.assignments.get(assignment);
    const incident = job && this.desk.board?.incidents.get(job.incident_id);
    return html`<li><tc-icon name=${icon}></tc-icon><span class="grow"><b>${words}</b><small>${called(incident)}</small></span><time>${dayTime(at)}</time></li>`;
  }
}
