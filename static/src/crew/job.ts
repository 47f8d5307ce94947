import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { now } from '../clock';
import { Beat } from '../elements/beat';
import { Light } from '../elements/light';
import { called, t } from '../i18n';
import type { CityMap, Pin } from '../map';
import { dayTime, duration } from '../time';
import { helpWord, pauseWord, priorityLabel } from '../words';
import { isCall } from './actions';
import type { Detail } from './book';
import { centreNumber, dial, numbers } from './calls';
import type { CrewDesk } from './desk';
import { type Job, nextMove } from './jobs';
import { type Move, moveWords } from './moves';
import './evidence';
import { lacking, words } from './evidence';
import './help';
import './pause';
import './why';

/** A title longer than this is set smaller, so that the map and the next step stay in sight. */
const LONG = 48;
const STEPS = ['accepted', 'en_route', 'on_scene', 'done'] as const;

/** One job: what, where, until when, and the one next step at the thumb. */
@customElement('tc-job')
export class JobView extends Light {
  @property({ attribute: false }) desk!: CrewDesk;
  @property({ attribute: false }) job!: Job;
  protected readonly beat = new Beat(this);
  @state() private asking: 'decline' | 'abort' | 'help' | 'pause' | null = null;
  private map: CityMap | undefined;
  private fitted = '';
  private size = '';
  /** The map keeps both in sight: also when it becomes smaller, or the crew has driven a hundred metres. */
  private readonly sizes = new ResizeObserver(([entry]) => {
    const { width = 0, height = 0 } = entry?.contentRect ?? {};
    this.size = `${Math.round(width)}x${Math.round(height)}`;
    this.map?.resize();
    this.show();
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.map?.remove();
    this.map = undefined;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('job')) return;
    const before = changed.get('job') as Job | undefined;
    if (before?.assignment.id !== this.job.assignment.id) {
      void this.desk.book.learn(this.job.assignment.incident_id, this.job.assignment.id);
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
    return this.desk.book.details.get(this.job.assignment.incident_id);
  }

  override render() {
    const { incident } = this.job;
    return html`<section class="job">
        <div class="ttl row">
          <tc-severity level=${incident?.priority ?? 0} icon=${this.icon}></tc-severity>
          <div class="grow"><h1 class=${called(incident).length > LONG ? 'long' : ''}>${called(incident) || t('Việc %(n)s', { n: this.job.assignment.incident_id })}</h1>
            <div class="quiet">${[priorityLabel(incident?.priority ?? null), [incident?.place, incident?.ward].filter(Boolean).join(', ')].filter(Boolean).join(' · ')}<span class="wide"> · ${incident?.code ?? ''}</span></div></div>
        </div>
        <ol class="steps">${STEPS.map((step, n) => this.step(step, n))}</ol>
        ${this.deadline()}
        ${this.standing()}
        <div class="map" id="map">${this.whereabouts()}<div class="nav row">${this.ways()}</div></div>
        ${this.said()}
      </section>
      <section class="act">
        <tc-evidence .desk=${this.desk} .job=${this.job}></tc-evidence>
        <span class="grow wide"></span>
        <div class="foot">${this.other()}${this.go()}</div>
      </section>${this.sheet()}`;
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
    const centre = centreNumber(this.desk);
    const [other] = numbers(this.desk, incident);
    const call = centre
      ? html`<a class="b2" href=${dial(centre)}><tc-icon name="phone"></tc-icon>${t('Gọi trực ban')}</a>`
      : other
        ? html`<a class="b2" href=${dial(other.phone)}><tc-icon name="phone"></tc-icon>${t('Gọi đơn vị')}</a>`
        : nothing;
    return html`${incident ? html`<a class="b2" href="geo:${incident.lat},${incident.lon}?q=${incident.lat},${incident.lon}"><tc-icon name="route"></tc-icon>${t('Chỉ đường')}</a>` : nothing}
      ${call}`;
  }

  /** Where the centre thinks the crew is, and how old that is: after a minute it says so in words. */
  private whereabouts() {
    const { positions, crew } = this.desk;
    if (positions.sharing === 'refused')
      return html`<button class="where warn-text" @click=${() => positions.again()}><tc-icon name="gps"></tc-icon>${t('Chưa chia sẻ vị trí')}</button>`;
    const at = positions.latest?.at ?? crew?.position_at;
    return html`<div class="where"><tc-age .at=${at ?? null} fresh="60" label=${t('Vị trí')}></tc-age></div>`;
  }

  /** What the crew told beside its steps and what still holds: it waits for help, it pauses. */
  private standing() {
    const { desk } = this;
    const call = desk.actions.items.filter(isCall).find((one) => one.assignment === this.job.assignment.id);
    const help = call?.help ?? this.job.incident?.help_need;
    const at = call?.at ?? this.job.incident?.help_at;
    return html`${
      help && at
        ? html`<div class="stand row" role="status"><tc-icon name="people"></tc-icon><span class="grow"><b>${t('Đã xin hỗ trợ: %(need)s', { need: helpWord(help) })}</b> · ${call ? t('chưa gửi') : t('chờ trực ban, %(n)s', { n: this.spent(at) })}</span></div>`
        : nothing
    }${desk.paused ? html`<div class="stand row" role="status"><tc-icon name="pause"></tc-icon><span class="grow"><b>${t('Tạm dừng')}</b> · ${[desk.crew?.pause_words || pauseWord(desk.crew?.pause), desk.crew?.status_at ? this.spent(desk.crew.status_at) : ''].filter(Boolean).join(', ')}</span><button class="b2" @click=${() => desk.stand('available')}>${t('Làm tiếp')}</button></div>` : nothing}`;
  }

  private readonly spent = (since: string) => duration(Math.max(0, now() - Date.parse(since)));

  /** The officer's last words, or what the citizen wrote, as the incident's own text. */
  private said() {
    const words = this.detail?.timeline.filter((line) => line.kind === 'incident.noted' && line.text).at(-1);
    if (!words) return nothing;
    return html`<div class="say row"><tc-icon name="note"></tc-icon><span class="grow" tabindex="0">${t('Trực ban dặn: %(words)s', { words: words.text ?? '' })}</span></div>`;
  }

  private other() {
    if (this.job.state === 'offered')
      return html`<div class="two one"><button class="b2" @click=${() => this.ask('decline')}><tc-icon name="x"></tc-icon>${moveWords('decline')}</button></div>`;
    return html`<div class="two">
      <button class="b2" @click=${() => this.ask('help')}><tc-icon name="people"></tc-icon>${t('Xin hỗ trợ')}</button>
      <button class="b2" @click=${() => this.ask('pause')}><tc-icon name="pause"></tc-icon>${t('Tạm dừng')}</button>
    </div>`;
  }

  private sheet() {
    const { asking, desk, job } = this;
    if (asking === 'help') return html`<tc-help .desk=${desk} .job=${job} @leave=${this.leave}></tc-help>`;
    if (asking === 'pause')
      return html`<tc-pause .desk=${desk} job @leave=${this.leave} @abort=${() => this.ask('abort')}></tc-pause>`;
    if (asking) return html`<tc-why .desk=${desk} .job=${job} .move=${asking} @leave=${this.leave}></tc-why>`;
    return nothing;
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

  private ask(what: typeof this.asking): void {
    this.asking = what;
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
    this.sizes.observe(host);
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
        title: called(incident),
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
    const view = [incident.id, me?.lon.toFixed(3), me?.lat.toFixed(3), this.size].join();
    if (view === this.fitted) return;
    this.fitted = view;
    this.map.fit(pins, { top: 100, right: 48, bottom: 96, left: 48 }, 15.4);
  }

  private placeOfCrew(): { lon: number; lat: number } | null {
    const crew = this.desk.crew;
    return crew?.lon != null && crew.lat != null ? { lon: crew.lon, lat: crew.lat } : null;
  }
}
