import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { abort } from '../desk/actions';
import { t } from '../i18n';
import { Panel } from '../panels/panel';
import { ago } from '../time';
import type { AssignmentCard } from '../wire';
import { assignmentWord } from '../words';

/** Which of the crews that were sent is called back: its number, or Enter for the first. */
@customElement('tc-recall')
export class Recall extends Panel {
  private get sent(): AssignmentCard[] {
    const { incident } = this.desk;
    return incident ? this.desk.assignmentsOf(incident.id) : [];
  }

  override firstUpdated(): void {
    this.querySelector<HTMLElement>('.item')?.focus();
  }

  override render() {
    if (!this.sent.length) return html`<p class="dialog-body">${t('Không còn tổ nào ở việc này.')}</p>`;
    return html`<ol class="dialog-body found" @keydown=${this.pressed}>
      ${this.sent.slice(0, 9).map((assignment, i) => {
        const crew = this.desk.crew(assignment.crew_id);
        return html`<li>
          <button class="item small" @click=${() => this.choose(assignment)}>
            <tc-key>${i + 1}</tc-key>
            <span class="grow"
              ><span class="item-title">${crew?.code ?? ''} · ${crew?.leader ?? ''}</span
              ><span class="item-sub">${assignmentWord(assignment.state)} · ${t('điều %(age)s trước', { age: ago(assignment.offered_at) })}</span></span
            >
          </button>
        </li>`;
      })}
    </ol>`;
  }

  private choose(assignment: AssignmentCard): void {
    this.desk.open(null);
    void abort(this.desk, assignment, t('trực ban rút'));
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const assignment = this.sent[Number(event.key) - 1];
    if (!assignment) return;
    event.preventDefault();
    this.choose(assignment);
  };
}
