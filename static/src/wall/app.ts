import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { boot } from '../boot';
import { now } from '../clock';
import { byNeed, groupOf, isFree } from '../desk/order';
import { Beat } from '../elements/beat';
import { Light } from '../elements/light';
import { named, t } from '../i18n';
import { Live } from '../live';
import type { CityMap } from '../map';
import { keepPictures } from '../pictures';
import type { Board } from '../store';
import { clockTime, duration, weekday } from '../time';
import type { IncidentCard } from '../wire';
import { HOLD_MS, Rotation, VIEWS, type ViewName } from './rotation';
import { camerasFor, frame, lateOnes, loads, wallPins } from './scene';
import { alarmsView, camera, cameraPair, lateView, loadsView, lostBand, queueView, working } from './views';

const upright = () => innerWidth <= innerHeight;
/** One unit of the drawing, which is 1920 × 1080: 2 on a 4K panel. As frame.css and upright.css have it. */
const unit = () => (upright() ? innerWidth / 1000 : Math.min(innerWidth / 1920, innerHeight / 1080));
/** How many rows of the queue fit: four on a wall, more where there is room. */
const rows = () => {
  const room = innerHeight / unit() - 112;
  return Math.max(2, Math.floor((upright() ? room * 0.6 - 72 : room - 304 - 72) / 148));
};
/** Of what is late: the whole height, but for the head and the line that says how many more. */
const lateRows = () => Math.max(2, Math.floor((innerHeight / unit() - 112 - 76 - 96) / 148));
const RELOAD_AFTER_MS = 60_000;

/** The wall: what nobody has taken, where, how late; alarms; load; the age of everything. Needs no hand. */
@customElement('tc-wall')
export class Wall extends Light {
  protected readonly beat = new Beat(this);
  private readonly live = new Live('wall');
  private readonly rotation = new Rotation(Date.now());
  private map: CityMap | null = null;
  private fitted = '';
  private knownFree: Set<number> | null = null;
  private triedAt = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.live.watch(() => this.requestUpdate());
    this.live.start();
    keepPictures(this.live);
    window.addEventListener('pointerdown', () => this.touched(0));
    window.addEventListener('keydown', (event) => this.pressed(event));
  }

  override async firstUpdated(): Promise<void> {
    const host = this.querySelector<HTMLElement>('.wall-map-host');
    if (!host) return;
    const u = unit();
    const { CityMap } = await import('../map');
    this.map = await CityMap.attempt(host, {
      scale: 1.7 * u,
      labels: false,
      buildings: false,
      pins: {
        scale: 2.2 * u,
        reach: 4 * u,
        font: `700 ${52 * u}px "Be Vietnam Pro"`,
        labelHeight: 72 * u,
        gap: 46 * u,
        counts: {
          digit: 32 * u,
          padding: 20 * u,
          narrowest: 56 * u,
          height: 60 * u,
          dx: 20 * u,
          dy: 6 * u,
          pin: 38 * u,
        },
      },
    });
    new ResizeObserver(() => {
      this.map?.resize();
      this.fitted = '';
      this.requestUpdate();
    }).observe(host);
    this.requestUpdate();
  }

  override updated(): void {
    const { board, map } = { board: this.live.board, map: this.map };
    this.revive();
    if (!board || !map) return;
    const cards = open(board);
    map.show(wallPins(board, cards));
    this.fit(map, cards);
    this.notice(cards);
  }

  override render() {
    const { live } = this;
    const { board } = live;
    const filled = (view: ViewName) => this.filled(view);
    this.rotation.tick(Date.now(), filled);
    const { view } = this.rotation;
    return html`<div class="wall-frame show-${view}">
      ${this.top(board)}
      <main class="wall-main">
        <div class="wall-map">
          <div class="wall-map-host"></div>
          ${board ? working(open(board).filter((card) => groupOf(card) === 'working').length) : nothing}
        </div>
        ${board ? this.body(board, view) : nothing}
      </main>
      ${live.stale ? lostBand(live.age, board !== null, live.refusal) : nothing}
    </div>`;
  }

  private body(board: Board, view: ViewName) {
    const waiting = open(board).filter((card) => isFree(card) || card.help_at);
    const free = waiting.sort((a, b) => Number(Boolean(b.help_at)) - Number(Boolean(a.help_at)));
    const all = loads(board, now());
    if (view === 'agencies') return html`<div class="wall-whole">${loadsView(all, 9, true)}</div>`;
    if (view === 'late')
      return html`<div class="wall-whole">${lateView(board, lateOnes(board, now()), lateRows())}</div>`;
    if (view === 'cameras') {
      const cameras = camerasFor(board, free[0], 6);
      return html`<div class="wall-whole wall-cameras n${cameras.length}">${cameras.map(camera)}</div>`;
    }
    return html`${queueView(board, free, this.live.stale, rows())}
      <section class="wall-bottom">${cameraPair(camerasFor(board, free[0], 2))}${alarmsView(board)}</section>
      ${loadsView(all, 3)}`;
  }

  private top(board: Board | null) {
    const shift = board?.shift;
    const at = now();
    const title = shift ? [named(shift), shift.officer?.name].filter(Boolean).join(' · ') : named(boot.city);
    const page = VIEWS.indexOf(this.rotation.view) + 1;
    return html`<header class="wall-top">
      <h1 class="sr">${t('Màn hình tường')}</h1>
      <span class="wall-clock"><tc-number value=${clockTime(at)}></tc-number></span>
      <span class="quiet">${weekday(at)}</span>
      <span class="grow clip">${title}</span>
      <span class="wall-pips" role="img" aria-label=${t('Khung nhìn %(n)s trên %(of)s', { n: page, of: VIEWS.length })}
        >${VIEWS.map((view) => html`<i class=${view === this.rotation.view ? 'on' : ''}></i>`)}</span
      >
      ${
        this.live.stale
          ? html`<span class="wall-fresh old">${t('Mất tin')}</span>`
          : html`<span class="wall-fresh">${t('Dữ liệu %(age)s', { age: duration(this.live.age) })}</span>`
      }
    </header>`;
  }

  private filled(view: ViewName): boolean {
    const { board } = this.live;
    if (!board) return view === 'now';
    if (view === 'agencies') return loads(board, now()).length > 3;
    if (view === 'late') return lateOnes(board, now()).length > 0;
    return view === 'now' || camerasFor(board, undefined, 3).length > 2;
  }

  /** Re-fits when what nobody has taken changes, but never under somebody's hand. */
  private fit(map: CityMap, cards: readonly IncidentCard[]): void {
    const shown = frame(cards);
    const key = shown.map((card) => card.id).join();
    if (map.untouched < HOLD_MS) {
      this.fitted = '';
      return;
    }
    if (key === this.fitted) return;
    this.fitted = key;
    const u = unit();
    map.fit(shown, { top: 70 * u, right: 150 * u, bottom: 130 * u, left: 150 * u }, 15);
  }

  /** A new P1 that nobody has brings the map back. */
  private notice(cards: readonly IncidentCard[]): void {
    const urgent = new Set(
      cards.filter((card) => isFree(card) && card.priority === 1).map((card) => card.id),
    );
    const fresh = this.knownFree !== null && [...urgent].some((id) => !this.knownFree?.has(id));
    this.knownFree = urgent;
    if (!fresh) return;
    this.rotation.urgent(Date.now());
    this.requestUpdate();
  }

  private touched(by: -1 | 0 | 1): void {
    this.rotation.touched(Date.now(), by, (view) => this.filled(view));
    this.requestUpdate();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'ArrowRight') this.touched(1);
    else if (event.key === 'ArrowLeft') this.touched(-1);
    else if (event.key.toLowerCase() === 'f') void document.documentElement.requestFullscreen();
  }

  /** After a long silence the centre may have been replaced: load the page anew, but only once it answers. */
  private revive(): void {
    const { age } = this.live;
    if (!Number.isFinite(age) || age < RELOAD_AFTER_MS || Date.now() - this.triedAt < 15_000) return;
    this.triedAt = Date.now();
    void fetch(location.href, { redirect: 'manual' }).then(
      (response) => {
        if (response.ok) location.reload();
      },
      () => undefined,
    );
  }
}

const open = (board: Board): IncidentCard[] =>
  [...board.incidents.values()]
    .filter((card) => ['free', 'working'].includes(groupOf(card) ?? ''))
    .sort(byNeed);
