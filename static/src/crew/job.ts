import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { now } from '../clock';
import { Beat } from '../elements/beat';
import { Light } from '../elements/light';
import { t } from '../i18n';
import type { CityMap, Pin } from '../map';
import { dayTime, duration } from '../time';
import { priorityLabel } from '../words';
import type { CrewDesk, Detail } from './desk';
import { type Job, type Move, nextMove } from './jobs';
import { moveWords } from './moves';
import './evidence';
import { lacking, words } from './evidence';
import './why';

const STEPS = ['accepted', 'en_route', 'on_scene', 'done'] as const;

/** One job: what, where, until when, and the one next step at the thumb. */
@customElement('tc-job')
export class JobView extends Light {
  @property({ attribute: false }) desk!: CrewDesk;
  @property({ attribute: false }) job!: Job;
  protected readonly beat = new Beat(this);
  @state() private asking: 'decline' | 'abort' | null = null;
  private map: CityMap | undefined;
  private fitted = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.map?.remove();
    this.map = undefined;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('job')) return;
    const before = changed.get('job') as Job | undefined;
    if (before?.assignment.id !== this.job.assignment.id) {
      void this.desk.learn(this.job.assignment.incident_id, this.job.assignment.id);
      this.asking = null;
      if (before) scrollTo(0, 0);
    }
  }

  override firstUpdated(): void {
    void this.draw();
  }

  override updated(): void {
    this.show();
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
        <tc-evidence .desk=${this.desk} .job=${this.job}></tc-evidence>
        <span class="grow wide"></span>
        ${this.other()}${this.go()}
      </section>${this.asking ? html`<tc-why .desk=${this.desk} .job=${this.job} .move=${this.asking} @leave=${this.leave}></tc-why>` : nothing}`;
  }

  private get icon(): string {
    return this.desk.category(this.job.incident?.category)?.icon ?? 'pin';
  }

  private step(step: (typeof STEPS)[number], n: number) {
    const words = { accepted: t('Nhận việc'), en_route: t('Đi'), on_scene: t('Tại chỗ'), done: t('Xong') }[
      step
    ];
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
        ? html`<strong>${t('Hạn %(t)s', { t: dayTime(due) })} · <tc-countdown due=${due}></tc-countdown></strong>`
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

  private other() {
    const offered = this.job.state === 'offered';
    const move = offered ? 'decline' : 'abort';
    return html`<div class="two one"><button class="b2" @click=${() => this.ask(move)}><tc-icon name=${offered ? 'x' : 'pause'}></tc-icon>${moveWords(move)}</button></div>`;
  }

  /** The one next step. What is missing is written on it, and pressing it leads there. */
  private go() {
    const move = nextMove(this.job.state);
    if (!move) return nothing;
    return html`<button class="go" id="go" @click=${() => this.press(move)}>${this.goWords(move)}<small>${this.goMore(move)}</small></button>`;
  }

  private goWords(move: Move): string {
    const words: Partial<Record<Move, string>> = { 'on-scene': t('Đã đến nơi') };
    return words[move] ?? moveWords(move);
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
    const said = { photo: t('1 ảnh sau xử lý'), note: t('ghi chú') };
    const missing = lacking(this.desk, this.job).map((one) => said[one]);
    return missing.length ? t('còn thiếu %(what)s', { what: missing.join(', ') }) : t('đủ ảnh và ghi chú');
  }

  private press(move: Move): void {
    if (move !== 'done') {
      void this.desk.act(this.job, move);
      return;
    }
    const [first] = lacking(this.desk, this.job);
    if (first === 'photo') this.querySelector<HTMLInputElement>('#shoot-after')?.click();
    else if (first === 'note') this.querySelector<HTMLTextAreaElement>('#closing-note')?.focus();
    else void this.desk.act(this.job, 'done', { note: words(this.desk, this.job) });
  }

  private ask(move: 'decline' | 'abort'): void {
    this.asking = move;
  }

  private readonly leave = (): void => {
    this.asking = null;
  };

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
