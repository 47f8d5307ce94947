import './crew.css';
import './job.css';
import './act.css';
import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { boot } from '../boot';
import { now } from '../clock';
import { Beat } from '../elements/beat';
import { Light } from '../elements/light';
import { Watch } from '../elements/watch';
import { called, t } from '../i18n';
import { clockTime, dayTime, duration } from '../time';
import { pauseWord, priorityLabel } from '../words';
import { type Standing, standWords } from './actions';
import { CrewDesk } from './desk';
import type { Job, Need } from './jobs';
import './job';
import './outbox';
import './pause';

/** The tablet: one job, one next step, and never a doubt about what has been sent. */
@customElement('tc-crew')
export class CrewApp extends Light {
  private readonly desk = new CrewDesk((this.dataset.needs ?? '').split(' ').filter(Boolean) as Need[]);
  protected readonly beat = new Beat(this);
  protected readonly watching = new Watch(this, this.desk);
  @state() private chosen: number | null = null;
  @state() private sheet: 'outbox' | 'jobs' | 'pause' | null = null;
  @state() private ready = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.desk.open().then(() => {
      this.ready = true;
    });
  }

  override updated(): void {
    const dialog = this.querySelector<HTMLDialogElement>('dialog.sheet-dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  override render() {
    const { desk } = this;
    const list = desk.jobs;
    const job = list.find((one) => one.assignment.id === this.chosen) ?? list[0];
    return html`${this.head(list, job)}${this.banner()}${this.full()}${desk.refusals.map((one) => this.refusal(one))}
      <main>${
        job
          ? html`<tc-job .desk=${desk} .job=${job}></tc-job>`
          : this.ready
            ? this.rest()
            : html`<p class="empty">${t('Đang mở…')}</p>`
      }</main>
      ${this.sheet === 'outbox' ? this.dialog(t('Chưa gửi'), html`<tc-outbox .desk=${desk}></tc-outbox>`) : nothing}
      ${this.sheet === 'jobs' ? this.dialog(t('Việc của tổ'), this.list(list)) : nothing}
      ${this.sheet === 'pause' ? html`<tc-pause .desk=${desk} @leave=${() => this.open(null)}></tc-pause>` : nothing}`;
  }

  private head(list: readonly Job[], job: Job | undefined) {
    const { crew } = this.desk;
    const place = job ? list.indexOf(job) + 1 : 0;
    return html`<header class="row">
      <tc-icon name="mark"></tc-icon>
      <b>${crew?.code ?? boot.me?.name ?? ''}</b>
      <span class="quiet grow clip">${crew?.leader ?? ''}</span>
      ${this.sent()}
      ${
        list.length > 1
          ? html`<button class="jobs" @click=${() => this.open('jobs')}>${t('Việc %(n)s trên %(of)s', { n: place, of: list.length })}</button>`
          : nothing
      }
      <span class="clock">${clockTime(now())}</span>
    </header>`;
  }

  /** When nothing waits, that is said too: the count is always on the page. */
  private sent() {
    const { desk } = this;
    if (desk.unsent || desk.offline || desk.trouble) return nothing;
    return html`<span class="age fresh" role="status"><i aria-hidden="true"></i>${t('0 chưa gửi')}</span>`;
  }

  private banner() {
    const { desk } = this;
    if (!desk.unsent && !desk.offline && !desk.trouble) return nothing;
    const undo = desk.undoable;
    const photos = desk.shots.items.length;
    const moves = desk.actions.items.length;
    const parts = [
      photos ? t('%(n)s ảnh', { n: photos }) : '',
      moves ? t('%(n)s trạng thái', { n: moves }) : '',
    ].filter(Boolean);
    return html`<div class="off row" role="status">
      <tc-icon name=${desk.offline ? 'offline' : 'send'}></tc-icon>
      <div class="grow"><strong>${t('%(n)s chưa gửi', { n: desk.unsent })}</strong>
        <span class="d">${parts.length ? `· ${parts.join(', ')} ` : ''}<span class="wide">· ${this.why()}</span></span></div>
      ${
        undo
          ? html`<button @click=${() => desk.actions.withdraw(undo.key)}>${t('Hoàn tác')}</button>`
          : desk.trouble === 'signed-out'
            ? html`<a class="b" href="/login?next=/crew">${t('Đăng nhập')}</a>`
            : desk.unsent
              ? html`<button @click=${() => this.open('outbox')}>${t('Xem')}</button>`
              : nothing
      }
    </div>`;
  }

  private why(): string {
    const { desk } = this;
    if (desk.trouble === 'signed-out') return t('hết phiên, hãy đăng nhập lại để gửi');
    if (desk.offline) {
      if (!desk.heardAt) return t('mất mạng, có mạng là tự gửi');
      return t('mất mạng %(n)s, có mạng là tự gửi', { n: duration(Date.now() - desk.heardAt) });
    }
    if (desk.trouble === 'busy') return t('trung tâm đang bận, tự gửi lại');
    return desk.undoable ? t('gửi sau vài giây') : t('đang gửi');
  }

  private full() {
    const n = this.desk.unkept;
    if (!n) return nothing;
    return html`<div class="no row" role="alert"><tc-icon name="bell"></tc-icon>
      <div class="grow"><strong>${t('Máy hết chỗ')}</strong>
        <span class="d">${t('%(n)s mục chỉ còn trên trang này: đừng đóng trang đến khi gửi xong.', { n })}</span></div></div>`;
  }

  private refusal(one: { what: string; why: string; at: number }) {
    return html`<div class="no row" role="alert"><tc-icon name="x"></tc-icon>
      <div class="grow"><strong>${t('%(what)s không được nhận', { what: one.what })}</strong>
        <span class="d">${one.why} ${t('Trung tâm đã ghi lại lúc %(t)s. Gọi trực ban nếu cần.', { t: dayTime(one.at) })}</span></div>
      <button @click=${() => this.desk.understood(one as never)}>${t('Đã hiểu')}</button></div>`;
  }

  private rest() {
    const { crew, board } = this.desk;
    const status = crew?.status ?? 'off';
    const words = {
      available: t('Chưa có việc. Khi trực ban giao, việc hiện ở đây.'),
      busy: t('Chưa có việc. Khi trực ban giao, việc hiện ở đây.'),
      break: t('Tổ đang tạm dừng.'),
      off: t('Tổ chưa vào ca.'),
    }[status];
    // When the centre was last heard, not when something last happened: a quiet day is not old. In the centre's time.
    const heard = this.desk.heardAt
      ? new Date(this.desk.heardAt + now() - Date.now()).toISOString()
      : board?.at;
    return html`<section class="empty">
      <h1>${board ? words : t('Chưa tải được việc: cần mạng ít nhất một lần.')}</h1>
      ${heard ? html`<tc-age .at=${heard} fresh="15" label=${t('Dữ liệu trung tâm')}></tc-age>` : nothing}
      ${crew?.status === 'break' ? html`<p>${[crew.pause_words || pauseWord(crew.pause), crew.status_at ? duration(Math.max(0, now() - Date.parse(crew.status_at))) : ''].filter(Boolean).join(' · ')}</p>` : nothing}
      <div class="two">
        ${this.stand('available', () => this.desk.stand('available'))}
        ${this.stand('break', () => this.open('pause'))}
        ${this.stand('off', () => this.desk.stand('off'))}
      </div>
      ${this.whereabouts()}
    </section>`;
  }

  private stand(status: Standing, press: () => unknown) {
    const now = this.desk.crew?.status ?? 'off';
    const on = now === status || (now === 'busy' && status === 'available');
    return html`<button class="b2" aria-pressed=${String(on)} @click=${press}>${standWords(status)}</button>`;
  }

  private whereabouts() {
    const { positions, crew } = this.desk;
    if (positions.sharing === 'refused')
      return html`<p class="notice warn">${t('Máy chưa cho dùng vị trí: trực ban không thấy tổ ở đâu.')}</p>`;
    const at = positions.latest?.at ?? crew?.position_at ?? null;
    return at ? html`<tc-age .at=${at} fresh="60" label=${t('Vị trí')}></tc-age>` : nothing;
  }

  private list(list: readonly Job[]) {
    return html`<ul class="joblist">${list.map(
      (job) => html`<li><button @click=${() => this.choose(job.assignment.id)}>
        <tc-severity level=${job.incident?.priority ?? 0} icon=${this.desk.category(job.incident?.category)?.icon ?? 'pin'}></tc-severity>
        <span class="grow"><b>${called(job.incident) || `#${job.assignment.incident_id}`}</b><small>${priorityLabel(job.incident?.priority ?? null)} · ${job.incident?.place ?? ''}</small></span>
      </button></li>`,
    )}</ul>`;
  }

  private dialog(title: string, body: unknown) {
    return html`<dialog class="sheet-dialog" aria-labelledby="sheet-title" @close=${() => this.open(null)}>
      <div class="row"><h2 id="sheet-title" class="grow">${title}</h2><button class="close" aria-label=${t('Thoát')} @click=${() => this.open(null)}><tc-icon name="x"></tc-icon></button></div>${body}
    </dialog>`;
  }

  private open(sheet: typeof this.sheet): void {
    this.sheet = sheet;
  }

  private choose(id: number): void {
    this.chosen = id;
    this.sheet = null;
  }
}
