import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { api } from '../api';
import type { Desk, Layer } from '../desk/desk';
import { pins, ranked } from '../desk/pins';
import { t } from '../i18n';
import type { CityMap, Picked } from '../map';
import { Panel } from './panel';

const ARRANGE_MS = 250;
/** As desk/large.css has it. */
const LARGE = '(min-width: 2560px) and (min-height: 1400px)';
const LARGE_PINS = { scale: 1.5, reach: 1.5, font: '600 20px "Be Vietnam Pro"', labelHeight: 42, gap: 36 };

const LAYERS: [Layer, () => string][] = [
  ['incidents', () => t('Sự cố')],
  ['crews', () => t('Tổ')],
  ['sensors', () => t('Cảm biến')],
  ['cameras', () => t('Camera')],
];

/** The city: incidents, crews, sensors and cameras where they are. */
@customElement('tc-map-panel')
export class MapPanel extends Panel {
  private map: CityMap | null = null;
  private focused = '';
  private shown = '';
  private went: Desk['place'] = null;
  private connected = false;
  private lastKey = '';
  private arrange: ReturnType<typeof setTimeout> | undefined;
  private readonly sizes = new ResizeObserver(() => this.map?.resize());

  override async firstUpdated(): Promise<void> {
    this.desk.live.onFrame((frame) => this.map?.frame(frame));
    this.lights.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    await this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.lights.disconnect();
    this.sizes.disconnect();
  }

  /** The map's colours are those of the theme it was made in: another theme, another map. */
  private readonly lights = new MutationObserver(() => {
    this.map?.remove();
    this.map = null;
    const host = this.querySelector<HTMLElement>('.map-host');
    host?.replaceChildren();
    delete host?.dataset.idle;
    void this.begin();
  });

  private async begin(): Promise<void> {
    const host = this.querySelector<HTMLElement>('.map-host');
    if (!host) return;
    const { CityMap } = await import('../map');
    this.map = await CityMap.attempt(host, {
      ...(matchMedia(LARGE).matches ? { scale: 1.5, pins: LARGE_PINS } : {}),
      onPick: (picked) => this.picked(picked),
      onMove: () => this.moved(),
    });
    this.sizes.observe(host);
    [this.focused, this.shown, this.lastKey, this.connected] = ['', '', '', false];
    this.moved();
    this.requestUpdate();
  }

  override updated(): void {
    const { desk, map } = this;
    if (!map) return;
    if (desk.live.link === 'live' && !this.connected) void this.loadPoints();
    this.connected = desk.live.link === 'live';
    this.follow(map);
    const chosen = this.chosen();
    if (chosen) {
      clearTimeout(this.arrange);
      this.arrange = undefined;
    }
    this.arrange ??= setTimeout(
      () => {
        this.arrange = undefined;
        map.show(pins(desk));
        map.showPoints(desk.layers.has('sensors'));
        this.routes(map);
      },
      chosen ? 0 : ARRANGE_MS,
    );
  }

  override render() {
    return html`<div class="map-host"></div>
      <div class="map-layers" role="group" aria-label=${t('Lớp bản đồ')}>
        ${LAYERS.map(
          ([layer, word]) => html`<button
            aria-pressed=${this.desk.layers.has(layer) ? 'true' : 'false'}
            @click=${() => this.desk.toggle(layer)}
          >
            ${word()}
          </button>`,
        )}
      </div>`;
  }

  /** What the officer has just chosen is drawn at once; a flood of events is four rounds a second. */
  private chosen(): boolean {
    const key = `${this.desk.selected?.kind}:${this.desk.selected?.id}:${[...this.desk.layers]}`;
    const chosen = key !== this.lastKey;
    this.lastKey = key;
    return chosen;
  }

  /** Positions and states of all sensors, again after every reconnect: frames may have been missed. */
  private async loadPoints(): Promise<void> {
    const points = this.map?.points;
    points?.hold();
    try {
      this.map?.loadPoints(await api.bytes('sensors/packed'));
      this.desk.points = this.map?.points ?? null;
      this.desk.changed();
    } catch (error) {
      this.desk.fail(error);
    } finally {
      points?.release();
    }
  }

  private routes(map: CityMap): void {
    const lines = ranked(this.desk)
      .filter((crew) => crew.route?.length > 1)
      .slice(0, 1)
      .map((crew, place) => ({ path: crew.route, first: place === 0 }));
    const key = JSON.stringify(lines.map((line) => [line.path.length, line.path[0], line.path.at(-1)]));
    if (key === this.shown) return;
    this.shown = key;
    map.showRoutes(lines);
  }

  private follow(map: CityMap): void {
    const { selected, board, place } = this.desk;
    if (place && place !== this.went) {
      this.went = place;
      this.focused = selected ? `${selected.kind}:${selected.id}` : '';
      map.goTo(place.lon, place.lat, 16);
      return;
    }
    const key = selected ? `${selected.kind}:${selected.id}` : '';
    if (key === this.focused || !selected || !board) return;
    const card =
      selected.kind === 'incident'
        ? board.incidents.get(selected.id)
        : selected.kind === 'camera'
          ? board.cameras.get(selected.id)
          : selected.kind === 'crew'
            ? board.crews.get(selected.id)
            : undefined;
    if (card?.lon == null || card.lat == null) return;
    this.focused = key;
    map.goTo(card.lon, card.lat);
  }

  private picked(picked: Picked): void {
    if (picked.what === 'sensor') this.desk.select({ kind: 'sensor', id: picked.id });
    if (picked.what === 'pin' && picked.pin.kind !== 'place') {
      this.focused = `${picked.pin.kind}:${picked.pin.id}`;
      this.desk.select({ kind: picked.pin.kind, id: picked.pin.id });
    }
  }

  private moved(): void {
    if (!this.map) return;
    this.desk.center = this.map.center;
    this.desk.live.see(this.map.cells());
  }
}
