import './public.css';
import './report.css';
import '../large.css';
import { newKey, Problem } from '../api';
import { boot } from '../boot';
import { t } from '../i18n';
import { clockTime } from '../time';
import { icon, make, need } from './dom';
import { type Draft, drafts, remember } from './drafts';
import { Photos } from './photos';
import { Where } from './place';
import { upload } from './upload';

const CONTACT = ['name', 'phone', 'email'] as const;
const REACHED = ['phone', 'email'] as const;
const RETRY_MS = [3000, 6000, 12_000, 30_000];
const BUSY = 429;

/** The form, quicker: photos shown at once, the place found by itself, sent once however often it is tapped. */
export class ReportPage {
  private readonly form = need<HTMLFormElement>('#report');
  private readonly news = need('#news');
  private readonly button = need<HTMLButtonElement>('#send');
  private readonly words = need('#send-words');
  private readonly promise = need('#promise');
  private readonly plainPromise = this.promise.textContent ?? '';
  private readonly photos: Photos;
  private readonly where: Where;
  private key = this.field('key').value || newKey();
  private state: 'writing' | 'sending' | 'waiting' | 'sent' = 'writing';
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private saving: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const changed = () => this.changed();
    const most = Number(this.form.dataset.maxPhotos ?? 4);
    this.where = new Where(changed);
    this.photos = new Photos(
      most,
      changed,
      (at) => this.where.suggest({ ...at, source: 'photo', accuracy: null }),
      (words) => this.say(words),
    );
    this.categories();
    this.form.noValidate = true;
    this.form.addEventListener('input', changed);
    for (const name of REACHED)
      this.field(name).addEventListener('change', () => this.reaches(this.field(name)));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
    addEventListener('online', () => this.state === 'waiting' && void this.send());
    // Coming back to a sent report by the back button: a new report, not the old one again.
    window.addEventListener(
      'pageshow',
      (event) => event.persisted && this.state === 'sent' && location.reload(),
    );
    void this.restore();
    this.changed();
  }

  private field(name: string): HTMLInputElement {
    return need<HTMLInputElement>(`[name="${name}"]`, this.form);
  }

  private get category(): HTMLInputElement | null {
    return this.form.querySelector('[name="category"]:checked');
  }

  private categories(): void {
    const more = need<HTMLButtonElement>('#more');
    more.hidden = false;
    more.addEventListener('click', () => {
      need('#cats').classList.add('all');
      more.setAttribute('aria-expanded', 'true');
      need<HTMLInputElement>('.rest input').focus();
    });
    need('#cats').addEventListener('change', () => {
      need('#cats').classList.remove('all');
      more.setAttribute('aria-expanded', 'false');
      this.where.locateOnce();
    });
  }

  /** Ticks what is there, says what is missing, keeps the draft. */
  private changed(): void {
    this.tick('photo', this.photos.kept.length > 0);
    this.tick('what', this.category !== null);
    this.tick('where', this.where.place !== null);
    need('#what-now').textContent = this.category?.dataset.name ?? t('chọn một');
    const missing = this.missing();
    if (this.state === 'writing')
      this.promise.textContent = missing.length
        ? t('Còn thiếu: %(what)s', { what: missing.join(', ') })
        : this.plainPromise;
    clearTimeout(this.saving);
    this.saving = setTimeout(() => void this.save(), 300);
  }

  private missing(): string[] {
    const list: string[] = [];
    if (!this.category) list.push(t('việc gì'));
    if (!this.where.place) list.push(t('ở đâu'));
    return list;
  }

  private tick(step: string, done: boolean): void {
    const mark = need(`[data-step="${step}"]`);
    if (mark.classList.contains('ok') === done) return;
    mark.classList.toggle('ok', done);
    const number = { photo: '1', what: '2', where: '3' }[step] ?? '';
    mark.replaceChildren(done ? icon('check') : number);
  }

  private draft(): Draft {
    return {
      key: this.key,
      at: Date.now(),
      category: this.category?.value ?? '',
      text: this.field('text').value,
      contact: Object.fromEntries(CONTACT.map((name) => [name, this.field(name).value])),
      place: this.where.place,
      photos: [...this.photos.kept],
    };
  }

  private async save(): Promise<void> {
    const draft = this.draft();
    const empty = !draft.category && !draft.text && !draft.photos.length;
    if (this.state === 'sent' || empty) return;
    await drafts.keep(draft).catch(() => undefined);
  }

  private async restore(): Promise<void> {
    const draft = await drafts.load().catch(() => undefined);
    if (!draft || this.category || this.field('text').value) return;
    this.key = draft.key;
    this.photos.restore(draft.photos);
    if (draft.place) this.where.set(draft.place);
    this.field('text').value = draft.text;
    for (const name of CONTACT) this.field(name).value = draft.contact[name] ?? '';
    const radio = this.form.querySelector<HTMLInputElement>(`[name="category"][value="${draft.category}"]`);
    if (radio) radio.checked = true;
    const drop = make('button', { type: 'button', className: 'button touch' }, t('Bỏ bản nháp'));
    drop.addEventListener('click', () => void drafts.drop().finally(() => location.reload()));
    this.say(t('Bản nháp lúc %(t)s vẫn còn trên máy này.', { t: clockTime(draft.at) }), '', drop);
    this.changed();
  }

  private async send(): Promise<void> {
    if (this.state === 'sending' || this.state === 'sent') return;
    const missing = this.missing();
    if (missing.length) {
      this.say(t('Còn thiếu: %(what)s', { what: missing.join(', ') }), 'warn');
      need(this.category ? '#where' : '#cats').scrollIntoView({ block: 'center' });
      return;
    }
    if (this.amiss()) return;
    clearTimeout(this.timer);
    this.become('sending', t('Đang gửi…'));
    await this.photos.settled();
    await this.save();
    try {
      const receipt = await upload(this.form.action, this.payload(), (share) => this.progress(share));
      this.become('sent', t('Đã gửi'));
      clearTimeout(this.saving);
      const title = [this.category?.closest('label')?.textContent?.trim(), need('#address').textContent];
      remember({
        code: receipt.code,
        url: receipt.url,
        title: title.filter(Boolean).join(', '),
        at: Date.now(),
      });
      await drafts.drop().catch(() => undefined);
      location.replace(receipt.url);
    } catch (error) {
      this.failed(error as Problem);
    }
  }

  /** A contact that reaches nobody: said beside its field, before anything is sent. */
  private amiss(): boolean {
    const wrong = REACHED.map((name) => this.field(name)).filter((field) => !this.reaches(field));
    for (const field of wrong) field.closest('details')?.setAttribute('open', '');
    wrong[0]?.focus({ preventScroll: true });
    wrong[0]?.closest('label')?.scrollIntoView({ block: 'center' });
    return wrong.length > 0;
  }

  private reaches(field: HTMLInputElement): boolean {
    const fine = field.validity.valid;
    const words = need(`#${field.name}-wrong`);
    words.hidden = fine;
    if (fine) field.removeAttribute('aria-invalid');
    else field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', words.id);
    return fine;
  }

  private payload(): FormData {
    const { lon, lat, source, accuracy } = this.where.place ?? {
      lon: '',
      lat: '',
      source: '',
      accuracy: null,
    };
    const form = new FormData();
    const text = { category: this.category?.value ?? '', text: this.field('text').value, key: this.key };
    const place = { lon, lat, place_source: source, accuracy_m: accuracy ?? '' };
    const contact = Object.fromEntries(CONTACT.map((name) => [name, this.field(name).value]));
    for (const [name, value] of Object.entries({ ...text, ...place, ...contact }))
      form.set(name, String(value));
    this.photos.kept.forEach((photo, n) => {
      form.append('photos', photo, `${n + 1}.jpg`);
    });
    return form;
  }

  private failed(problem: Problem): void {
    if (!(problem instanceof Problem)) throw problem;
    const passing = problem.offline || problem.status >= 500 || problem.status === BUSY;
    if (!passing) {
      this.become('writing', t('Gửi phản ánh'));
      this.say(problem.detail || t('Không gửi được. Hãy thử lại.'), 'bad');
      this.changed();
      return;
    }
    const waits = problem.extra.retry_after_s;
    const delay = typeof waits === 'number' ? waits * 1000 : (RETRY_MS[this.tries] ?? RETRY_MS.at(-1) ?? 0);
    this.tries += 1;
    this.become('waiting', t('Thử gửi lại ngay'));
    this.say(
      problem.offline
        ? t('Mất mạng. Phản ánh được giữ trên máy này, có mạng là tự gửi.')
        : t('Trung tâm đang bận. Phản ánh được giữ trên máy này và tự gửi lại.'),
      'warn',
    );
    this.timer = setTimeout(() => void this.send(), delay);
  }

  private become(state: typeof this.state, words: string): void {
    this.state = state;
    this.words.textContent = words;
    this.button.disabled = state === 'sending' || state === 'sent';
    this.button.setAttribute('aria-busy', String(state === 'sending'));
    if (state === 'waiting') this.promise.textContent = t('1 chưa gửi, vẫn ở trên máy này');
  }

  private progress(share: number): void {
    const percent = Math.round(share * 100).toLocaleString(boot.lang);
    this.words.textContent = share < 1 ? t('Đang gửi… %(n)s %', { n: percent }) : t('Đang nhận…');
  }

  private say(words: string, tone = '', ...more: Node[]): void {
    const line = make('p', { className: `notice ${tone}` }, words);
    if (tone === 'bad') line.setAttribute('role', 'alert');
    this.news.replaceChildren(line, ...more);
    if (tone) this.news.scrollIntoView({ block: 'nearest' });
  }
}
