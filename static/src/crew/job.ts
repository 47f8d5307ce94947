import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { boot } from '../boot';
import { now } from '../clock';
import { Beat } from '../elements/beat';
import { Light } from '../elements/light';
import { t } from '../i18n';
import type { CityMap, Pin } from '../map';
import { shrink } from '../public/shrink';
import { clockTime, duration } from '../time';
import { priorityLabel } from '../words';
import type { CrewDesk, Detail } from './desk';
import { closingNote, type Job, type Move, missing, nextMove, type PhotoKind } from './jobs';
import { Shots } from './shots';

const STEPS = ['accepted', 'en_route', 'on_scene', 'done'] as const;

/** One job: what, where, until when, and the one next step at the thumb. */
@customElement('tc-job')
export class JobView extends Light {
  @property({ attribute: false }) desk!: CrewDesk;
  @property({ attribute: false }) job!: Job;
  protected readonly beat = new Beat(this);
  @state() private asking: 'decline' | 'abort' | null = null;
  private readonly thumbs = new Shots();
  private map: CityMap | undefined;
  private fitted = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.map?.remove();
    this.map = undefined;
    this.thumbs.forget();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('job') as Job | undefined;
    if (before?.assignment.id !== this.job.assignment.id) {
      void this.desk.learn(this.job.assignment.incident_id, this.job.assignment.id);
      this.asking = null;
    }
  }

  override firstUpdated(): void {
    void this.draw();
  }

  override updated(): void {
    this.show();
    const dialog = this.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  private get detail(): Detail | undefined {
    return this.desk.details.get(this.job.assignment.incident_id);
  }

  override render() {
    const { incident } = this.job;
    return html`<section class="job">
        <div class="ttl row">
          <tc-severity level=${incident?.priority ?? 0} icon=${this.icon}></tc-severity>
          <div class="grow"><h1>${incident?.title ?? t('Việc %(n)s', { n: this.job.assignment.incident_id })}</h1>
            <div class="quiet">${[priorityLabel(incident?.priority ?? null), [incident?.place, incident?.ward].filter(Boolean).join(', ')].filter(Boolean).join(' · ')}<span class="wide"> · ${incident?.code ?? ''}</span></div></div>
        </div>
        <ol class="steps">${STEPS.map((step, n) => this.step(step, n))}</ol>
        ${this.deadline()}
        <div class="map" id="map"><div class="nav row">${this.ways()}</div></div>
        ${this.said()}
      </section>
      <section class="act">
        ${this.photos()}${this.checklist()}${this.note()}
        <span class="grow wide"></span>
        ${this.other()}${this.go()}
      </section>${this.reasonDialog()}`;
  }

  private get icon(): string {
    return this.desk.category(this.job.incident?.category)?.icon ?? 'pin';
  }

  private step(step: (typeof STEPS)[number], n: number) {
    const words = { accepted: t('Nhận'), en_route: t('Đi'), on_scene: t('Tại chỗ'), done: t('Xong') }[step];
    const at = STEPS.indexOf(this.job.state as never);
    const current = n === at || (at === -1 && n === 0);
    const done = n < at;
    return html`<li class=${done ? 'd' : current ? 'n' : ''} aria-current=${current ? 'step' : nothing}>${done ? html`<tc-icon name="check"></tc-icon>` : nothing}${words}</li>`;
  }

  private deadline() {
    const { incident, state: at, since } = this.job;
    const due = incident?.due_at;
    const spent = duration(Math.max(0, now() - Date.parse(since)));
    const words = {
      offered: t('Chờ nhận %(n)s', { n: spent }),
      accepted: t('Nhận %(n)s trước', { n: spent }),
      en_route: t('Đi %(n)s', { n: spent }),
      on_scene: t('Tại chỗ %(n)s', { n: spent }),
    }[at as 'offered'];
    return html`<div class="dl"><div class="row"><span>${words}</span>${
      due
        ? html`<strong>${t('Hạn %(t)s', { t: clockTime(due) })} · <tc-countdown due=${due}></tc-countdown></strong>`
        : nothing
    }</div>${due ? html`<tc-deadline from=${incident.opened_at} due=${due}></tc-deadline>` : nothing}</div>`;
  }

  private ways() {
    const { incident } = this.job;
    const phone =
      this.desk.board?.agencies.find((one) => one.code === 'IOC')?.phone ??
      this.desk.agency(incident?.agency_id)?.phone;
    return html`${incident ? html`<a class="b2" href="geo:${incident.lat},${incident.lon}?q=${incident.lat},${incident.lon}"><tc-icon name="route"></tc-icon>${t('Chỉ đường')}</a>` : nothing}
      ${phone ? html`<a class="b2" href="tel:${phone}"><tc-icon name="phone"></tc-icon>${t('Gọi trực ban')}</a>` : nothing}`;
  }

  /** The officer's last words, or what the citizen wrote, as the incident's own text. */
  private said() {
    const words = this.detail?.timeline.filter((line) => line.kind === 'incident.noted' && line.text).at(-1);
    if (!words) return nothing;
    return html`<div class="say row"><tc-icon name="note"></tc-icon><span class="grow">${t('Trực ban dặn: %(words)s', { words: words.text ?? '' })}</span></div>`;
  }

  private photos() {
    const mine = this.desk.shotsOf(this.job.assignment.id);
    const sent = this.detail?.attachments ?? [];
    const lacks = this.job.state === 'on_scene' && this.lacking.includes('photo');
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
    if (file) await this.desk.shoot(this.job, kind, await shrink(file));
  }

  private checklist() {
    const lines = this.detail?.checklist ?? [];
    if (!lines.length) return nothing;
    const closing = this.desk.closing(this.job.assignment.id);
    return html`<ul class="chk">${lines.map((line) => {
      const on = closing.ticked.includes(line.code);
      return html`<li><label><input class="sr" type="checkbox" .checked=${on} @change=${() => this.tick(line.code)}><span class="bx ${on ? 'on' : ''}">${on ? html`<tc-icon name="check"></tc-icon>` : nothing}</span>${this.lineWords(line)}</label></li>`;
    })}</ul>`;
  }

  private lineWords(line: { vi: string; en: string }): string {
    return boot.lang === 'en' ? line.en : line.vi;
  }

  private tick(code: string): void {
    const id = this.job.assignment.id;
    const closing = this.desk.closing(id);
    const ticked = closing.ticked.includes(code)
      ? closing.ticked.filter((one) => one !== code)
      : [...closing.ticked, code];
    this.desk.enter(id, { ...closing, ticked });
  }

  private note() {
    if (this.job.state !== 'on_scene') return nothing;
    const id = this.job.assignment.id;
    const closing = this.desk.closing(id);
    return html`<label class="note"><span class="sr">${t('Ghi chú khi xong')}</span>
      <textarea class="field" id="closing-note" rows="1" maxlength="1500" placeholder=${t('Ghi chú: đã làm gì')} .value=${closing.note}
        @input=${(event: Event) => this.desk.enter(id, { ...closing, note: (event.target as HTMLTextAreaElement).value })}></textarea></label>`;
  }

  private other() {
    const offered = this.job.state === 'offered';
    const move = offered ? 'decline' : 'abort';
    return html`<div class="two one"><button class="b2" @click=${() => this.ask(move)}><tc-icon name=${offered ? 'x' : 'pause'}></tc-icon>${this.desk.moveWords(move)}</button></div>`;
  }

  private get words(): string {
    const closing = this.desk.closing(this.job.assignment.id);
    const lines = this.detail?.checklist ?? [];
    const ticked = lines
      .filter((line) => closing.ticked.includes(line.code))
      .map((line) => this.lineWords(line));
    return closingNote(ticked, closing.note);
  }

  private get lacking() {
    const id = this.job.assignment.id;
    const sent = (this.detail?.attachments ?? []).filter((one) => one.kind === 'after').length;
    return missing(this.desk.needs, sent + this.desk.shotsOf(id, 'after').length, this.words);
  }

  /** The one next step. What is missing is written on it, and pressing it leads there. */
  private go() {
    const move = nextMove(this.job.state);
    if (!move) return nothing;
    return html`<button class="go" id="go" @click=${() => this.press(move)}>${this.goWords(move)}<small>${this.goMore(move)}</small></button>`;
  }

  private goWords(move: Move): string {
    const words: Partial<Record<Move, string>> = { 'on-scene': t('Đã đến nơi') };
    return words[move] ?? this.desk.moveWords(move);
  }

  private goMore(move: Move): string {
    const { eta_s } = this.job.assignment;
    if (move === 'accept' && eta_s) return t('đi khoảng %(n)s', { n: duration(eta_s * 1000) });
    if (move !== 'done')
      return (
        { 'en-route': t('báo trực ban là đang đi'), 'on-scene': t('báo trực ban là đã đến') }[
          move as 'en-route'
        ] ?? ''
      );
    const said = { photo: t('1 ảnh sau xử lý'), note: t('một dòng ghi chú') };
    const lacking = this.lacking.map((one) => said[one]);
    return lacking.length ? t('còn thiếu %(what)s', { what: lacking.join(', ') }) : t('đủ ảnh và ghi chú');
  }

  private press(move: Move): void {
    if (move !== 'done') {
      void this.desk.act(this.job, move);
      return;
    }
    const [first] = this.lacking;
    if (first === 'photo') this.querySelector<HTMLInputElement>('#shoot-after')?.click();
    else if (first === 'note') this.querySelector<HTMLTextAreaElement>('#closing-note')?.focus();
    else void this.desk.act(this.job, 'done', { note: this.words });
  }

  private ask(move: 'decline' | 'abort'): void {
    this.asking = move;
  }

  private reasonDialog() {
    const move = this.asking;
    if (!move) return nothing;
    const common =
      move === 'decline'
        ? [t('Đang bận việc khác'), t('Thiếu phương tiện'), t('Hết ca')]
        : [t('Cần đơn vị khác'), t('Không tiếp cận được'), t('Thiếu phương tiện')];
    return html`<dialog class="sheet-dialog" aria-labelledby="why-title" @close=${() => this.leave()}>
      <div class="row"><h2 id="why-title" class="grow">${t('%(move)s: vì sao?', { move: this.desk.moveWords(move) })}</h2><button class="close" aria-label=${t('Thoát')} @click=${() => this.leave()}><tc-icon name="x"></tc-icon></button></div>
      <div class="reasons">${common.map((reason) => html`<button class="b2" @click=${() => this.give(move, reason)}>${reason}</button>`)}</div>
      <form @submit=${(event: SubmitEvent) => this.typed(event, move)}><label class="sr" for="why">${t('Lý do khác')}</label><input class="field" id="why" name="why" maxlength="300" required placeholder=${t('Lý do khác')}><button class="b2" type="submit">${t('Gửi')}</button></form>
    </dialog>`;
  }

  private leave(): void {
    this.asking = null;
  }

  private give(move: 'decline' | 'abort', reason: string): void {
    this.leave();
    void this.desk.act(this.job, move, { reason });
  }

  private typed(event: SubmitEvent, move: 'decline' | 'abort'): void {
    event.preventDefault();
    const reason = String(new FormData(event.target as HTMLFormElement).get('why') ?? '').trim();
    if (reason) this.give(move, reason);
  }

  private async draw(): Promise<void> {
    const host = this.querySelector<HTMLElement>('#map');
    if (!host) return;
    const { CityMap } = await import('../map');
    if (!this.isConnected) return;
    const pins = { scale: 1.35, reach: 1, font: '600 14px "Be Vietnam Pro"', labelHeight: 28, gap: 24 };
    this.map = await CityMap.create(host, { scale: 1.3, pins });
    this.show();
  }

  private show(): void {
    const { incident } = this.job;
    if (!this.map || !incident) return;
    const held = this.job.state !== 'offered';
    const pins: Pin[] = [
      {
        kind: 'incident',
        id: incident.id,
        lon: incident.lon,
        lat: incident.lat,
        level: incident.priority ?? 0,
        held: false,
        icon: this.icon,
        title: incident.title,
        selected: false,
      },
    ];
    const me = this.desk.positions.latest ?? this.placeOfCrew();
    if (me)
      pins.push({
        kind: 'crew',
        id: 0,
        lon: me.lon,
        lat: me.lat,
        level: 0,
        held,
        icon: '',
        title: t('Tổ của bạn'),
      });
    this.map.show(pins);
    const view = `${incident.id}:${me ? 'me' : ''}`;
    if (view === this.fitted) return;
    this.fitted = view;
    this.map.fit(pins, 64, 15.4);
  }

  private placeOfCrew(): { lon: number; lat: number } | null {
    const crew = this.desk.crew;
    return crew?.lon != null && crew.lat != null ? { lon: crew.lon, lat: crew.lat } : null;
  }
}
