import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { api } from '../api';
import { check, note } from '../desk/actions';
import { isAlarmEntry, tell } from '../desk/story';
import type { IncidentDetail, TimelineEntry } from '../desk/types';
import { spoken, t } from '../i18n';
import { dayTime, fullTime } from '../time';
import type { Photo } from '../wire';
import { Panel } from './panel';

/** These say from the other side what `incident.opened` and `incident.joined` have said. */
const SAID_TWICE = new Set(['report.linked', 'alarm.linked', 'incident.counted', 'incident.answer_due']);

/** So does the alarm itself when it joins, and the crew whose step the incident's state follows. */
const follows = ({ kind, data }: TimelineEntry) =>
  (kind === 'incident.joined' && String(data.source).startsWith('alarm')) ||
  (kind === 'incident.followed' && data.state !== 'resolved');

/** The history of an incident, its photos, and the place where a note is written. */
@customElement('tc-timeline')
export class Timeline extends Panel {
  @property({ type: Number }) incident = 0;
  @state() private unfolded = false;
  private readonly pending = new Set<string>();
  private seen: IncidentDetail | null = null;

  override render() {
    const loaded = this.desk.details.incident(this.incident);
    return html`<section class="timeline">
        <div class="row"><h3 class="grow">${t('Diễn biến')}</h3>${loaded.value ? this.fold(loaded.value) : nothing}</div>
        ${loaded.value ? this.checklist(loaded.value) : nothing}
        ${loaded.value ? this.reports(loaded.value) : nothing}
        ${loaded.value ? this.entries(loaded.value) : nothing}
        ${loaded.problem ? html`<p class="notice warn">${loaded.problem.message}</p>` : nothing}
        ${loaded.loading ? html`<p class="faint" role="status">${t('Đang tải…')}</p>` : nothing}
      </section>
      <footer class="detail-foot">${loaded.value ? this.photos(loaded.value) : nothing} ${this.noteField()}</footer>`;
  }

  private steps(detail: IncidentDetail) {
    return detail.closed_at || !this.desk.incidentOf(detail.id) ? [] : (detail.checklist ?? []);
  }

  /** Where the screen is low (short.css) the checklist is a number, so that the history is seen to begin. */
  private fold(detail: IncidentDetail) {
    const steps = this.steps(detail);
    if (!steps.length) return nothing;
    const done = steps.filter((step) => step.done_at).length;
    return html`<button class="link fold" aria-expanded=${this.unfolded} @click=${() => this.unfold()}>
      ${t('Đừng quên')} ${done}/${steps.length}
    </button>`;
  }

  private unfold(): void {
    this.unfolded = !this.unfolded;
  }

  /** What the category says must not be forgotten. */
  private checklist(detail: IncidentDetail) {
    const card = this.desk.incidentOf(detail.id);
    const steps = this.steps(detail);
    if (!steps.length || !card) return nothing;
    return html`<fieldset class="checklist ${this.unfolded ? '' : 'folded'}">
      <legend class="sr">${t('Đừng quên')}</legend>
      ${steps.map(
        (step) => html`<label class=${step.done_at ? 'done' : ''}>
          <input type="checkbox" .checked=${Boolean(step.done_at)} @change=${() => check(this.desk, card, step.code, !step.done_at)} />
          <span>${spoken(step)}</span>
          ${step.done_at ? html`<small>${dayTime(step.done_at)}${step.by ? ` · ${step.by}` : ''}</small>` : nothing}
        </label>`,
      )}
    </fieldset>`;
  }

  /** What citizens said is read and answered on pages of its own. */
  private reports(detail: IncidentDetail) {
    const told = detail.reports_list ?? [];
    if (!told.length) return nothing;
    return html`<p class="checklist">
      <b>${t('Phản ánh')}:</b>
      ${told.slice(0, 6).map((report) => html`<a href="/reports/${report.id}" target="_blank">${report.code}</a> `)}
      ${told.length > 6 ? html`<span class="quiet">+${told.length - 6}</span>` : nothing}
    </p>`;
  }

  private entries(detail: IncidentDetail) {
    const newest = detail.timeline
      .filter((entry) => !SAID_TWICE.has(entry.kind) && !follows(entry))
      .sort((a, b) => b.seq - a.seq);
    return html`<ol class="entries">
      ${newest.map((entry) => this.entry(entry))}
    </ol>`;
  }

  private entry(entry: TimelineEntry) {
    const { what, by, words } = tell(entry, this.desk);
    const at = entry.device_at ?? entry.at;
    return html`<li class=${isAlarmEntry(entry) ? 'alarm' : ''}>
      <time datetime=${at} title=${fullTime(at)}>${dayTime(at)}</time><i aria-hidden="true"></i>
      <span>
        ${what}${by ? html` · <span class="quiet">${by}</span>` : nothing}${words ? html`: “${words}”` : nothing}
        ${entry.late ? html`<span class="tag">${t('đến muộn')}</span>` : nothing}
      </span>
    </li>`;
  }

  private photos(detail: IncidentDetail) {
    const told = detail.reports_list ?? [];
    const all: Photo[] = [...detail.attachments, ...told.flatMap((report) => report.photos ?? [])];
    if (!all.length) return nothing;
    if (this.seen !== detail) this.pending.clear();
    this.seen = detail;
    return html`<div class="thumbs">
      ${all.slice(0, 4).map((photo, i) => this.thumb(photo, i))}
      <span class="quiet">${t('%(n)s ảnh, %(r)s phản ánh', { n: all.length, r: told.length })}</span>
    </div>`;
  }

  /** A photo is shown once it has been re-encoded; until then its place says so, and is asked again with the case. */
  private thumb(photo: Photo, i: number) {
    if (this.pending.has(photo.thumb)) return html`<span class="thumb-wait">${t('đang kiểm tra')}</span>`;
    const wait = () => {
      this.pending.add(photo.thumb);
      this.requestUpdate();
    };
    return html`<a href=${photo.url} target="_blank" rel="noopener"
      ><img src=${photo.thumb} alt=${t('Ảnh %(n)s của sự cố', { n: i + 1 })} loading="lazy" @error=${wait}
    /></a>`;
  }

  private noteField() {
    return html`<form class="note row" @submit=${this.send}>
      <label class="sr" for="note">${t('Ghi chú vào diễn biến')}</label>
      <input id="note" name="note" class="grow" autocomplete="off" maxlength="2000" placeholder=${t('Ghi chú vào diễn biến')} />
      <label class="note-photo" title=${t('Thêm ảnh')}>
        <tc-icon name="photo"></tc-icon><span class="sr">${t('Thêm ảnh')}</span>
        <input type="file" accept="image/*" class="sr" @change=${this.attach} />
      </label>
      <tc-key>N</tc-key>
    </form>`;
  }

  private readonly send = (event: Event): void => {
    event.preventDefault();
    const input = (event.target as HTMLFormElement).elements.namedItem('note') as HTMLInputElement;
    const words = input.value;
    input.value = '';
    input.blur();
    if (words) void note(this.desk, words);
  };

  private readonly attach = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    try {
      this.desk.say(t('Đang gửi ảnh…'));
      await api.upload(`incidents/${this.incident}/attachments`, file, { kind: 'evidence' });
      this.desk.say(t('Đã gửi ảnh. Ảnh hiện ra khi đã kiểm tra xong.'));
      this.desk.details.again(`incidents/${this.incident}`);
    } catch (error) {
      this.desk.fail(error);
    }
  };
}
