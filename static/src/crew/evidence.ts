import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { boot } from '../boot';
import { Light } from '../elements/light';
import { t } from '../i18n';
import { ticked } from './actions';
import type { Detail } from './book';
import type { CrewDesk } from './desk';
import { closingNote, type Job, missing, type Need, type PhotoKind } from './jobs';
import { Shots } from './shots';

const lineWords = (line: { vi: string; en: string }) => (boot.lang === 'en' ? line.en : line.vi);

/** The words of a closing as it stands now. */
export function words(desk: CrewDesk, job: Job): string {
  const { id, incident_id } = job.assignment;
  const lines = desk.book.details.get(incident_id)?.checklist ?? [];
  const done = lines.filter((line) => ticked(desk.actions.items, id, line));
  return closingNote(done.length, lines.length, desk.book.note(id));
}

/** What a closing still lacks, counting what has not been sent yet. */
export function lacking(desk: CrewDesk, job: Job): Need[] {
  const { id, incident_id } = job.assignment;
  const known = desk.book.details.get(incident_id)?.attachments ?? [];
  const sent = known.filter((one) => one.kind === 'after' && one.assignment_id === id);
  return missing(desk.needs, sent.length + desk.shotsOf(id, 'after').length, words(desk, job));
}

/** What proves the work: photos before and after, the checklist, a line of words. */
@customElement('tc-evidence')
export class Evidence extends Light {
  @property({ attribute: false }) desk!: CrewDesk;
  @property({ attribute: false }) job!: Job;
  private readonly thumbs = new Shots();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.thumbs.forget();
  }

  private get detail(): Detail | undefined {
    return this.desk.book.details.get(this.job.assignment.incident_id);
  }

  override render() {
    return html`${this.photos()}${this.checklist()}${this.note()}`;
  }

  private photos() {
    const mine = this.desk.shotsOf(this.job.assignment.id);
    const sent = this.detail?.attachments ?? [];
    const lacks = this.job.state === 'on_scene' && lacking(this.desk, this.job).includes('photo');
    return html`<h2>${t('Ảnh bằng chứng')}${lacks ? html`<span class="narrow"> · ${t('thiếu 1 ảnh')}</span>` : nothing}</h2>
      <div class="ph">
        ${sent.map((one) => html`<figure><img src=${one.thumb} alt=${this.kindWords(one.kind)} loading="lazy" @error=${this.later}><figcaption>${this.kindWords(one.kind)}</figcaption></figure>`)}
        ${mine.map((shot) => html`<figure><img src=${this.thumbs.url(shot)} alt=${this.kindWords(shot.kind)}><figcaption class="un"><tc-icon name="offline"></tc-icon>${t('Chưa gửi')}</figcaption></figure>`)}
        ${this.capture('before', t('Chụp trước'))}${this.capture('after', t('Chụp sau'))}
      </div>`;
  }

  private kindWords(kind: string): string {
    return (
      { before: t('Trước'), after: t('Sau'), report: t('Người dân'), evidence: t('Bằng chứng') }[kind] ?? ''
    );
  }

  /** A picture that the worker still prepares: ask once more in a moment. */
  private readonly later = (event: Event): void => {
    const image = event.target as HTMLImageElement;
    if (image.dataset.tried || !navigator.onLine) return;
    image.dataset.tried = 'yes';
    setTimeout(() => {
      image.src = `${image.src}?again`;
    }, 3000);
  };

  private capture(kind: PhotoKind, words: string) {
    return html`<label class="shoot"><tc-icon name="photo"></tc-icon><span>${words}</span>
      <input class="sr" type="file" accept="image/*" capture="environment" id="shoot-${kind}" @change=${(event: Event) => this.taken(event, kind)}></label>`;
  }

  private async taken(event: Event, kind: PhotoKind): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (file) await this.desk.shoot(this.job, kind, file);
  }

  /** Each step is told as it is ticked, and stands in the incident's history. */
  private checklist() {
    const lines = this.detail?.checklist ?? [];
    if (!lines.length || this.job.state === 'offered') return nothing;
    return html`<ul class="chk" aria-label=${t('Các bước phải làm')}>${lines.map((line) => {
      const on = ticked(this.desk.actions.items, this.job.assignment.id, line);
      return html`<li><label><input class="sr" type="checkbox" .checked=${on} @change=${() => this.desk.tick(this.job, line.code, !on)}><span class="bx ${on ? 'on' : ''}">${on ? html`<tc-icon name="check"></tc-icon>` : nothing}</span><span class="grow">${lineWords(line)}</span></label></li>`;
    })}</ul>`;
  }

  private note() {
    if (this.job.state !== 'on_scene') return nothing;
    const id = this.job.assignment.id;
    return html`<label class="note"><span class="sr">${t('Ghi chú khi xong')}</span>
      <textarea class="field" id="closing-note" rows="1" maxlength="1500" placeholder=${t('Ghi chú: đã làm gì')} .value=${this.desk.book.note(id)}
        @input=${(event: Event) => this.desk.book.enter(id, (event.target as HTMLTextAreaElement).value)}></textarea></label>`;
  }
}
