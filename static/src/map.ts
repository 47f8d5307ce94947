import { addProtocol, type GeoJSONSource, Map as GlMap, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { Protocol } from 'pmtiles';
import { boot } from './boot';
import { t } from './i18n';
import './map.css';
import type { Pin, Placed } from './map/cluster';
import { credit, exists, reason } from './map/host';
import { cells, mercatorX, mercatorY } from './map/mercator';
import { Overlay, type OverlaySizes } from './map/overlay';
import { palette } from './map/palette';
import { PointTable } from './map/points';
import { PointsLayer } from './map/points-layer';
import { cityStyle, type Sources } from './map/style';

export type { Pin } from './map/cluster';

export type Picked =
  | { what: 'pin'; pin: Pin }
  | { what: 'sensor'; id: number }
  | { what: 'ground'; lon: number; lat: number };

export interface MapOptions {
  interactive?: boolean;
  labels?: boolean;
  buildings?: boolean;
  /** Line weights, pins and points: 1 at a desk, 1.7 on the wall. */
  scale?: number;
  /** Pin sizes and label reach; the CSS of the page must agree. */
  pins?: OverlaySizes;
  onPick?: (picked: Picked) => void;
  /** After every move; by hand means a person's own, by finger, mouse or key. */
  onMove?: (byHand: boolean) => void;
}

export interface Route {
  path: [number, number][];
  first: boolean;
}

type Corner = [number, number];
type Padding = number | { top: number; right: number; bottom: number; left: number };

const REDRAW_MS = 250;
let prepared = false;

function prepare(): void {
  if (prepared) return;
  prepared = true;
  setWorkerUrl(new URL(workerUrl, location.href).href);
  addProtocol('pmtiles', new Protocol().tile);
}

/** The only way to the map; with map/, the only code that knows MapLibre. */
export class CityMap {
  readonly points = new PointTable();
  private readonly map: GlMap;
  private readonly overlay: Overlay;
  private readonly layer: PointsLayer;
  private redraw: ReturnType<typeof setTimeout> | undefined;
  private routes: Route[] = [];
  private byHand = false;
  private touchedAt = 0;

  /** Without WebGL there is no map: its place says so, and everything else works on. */
  static async attempt(host: HTMLElement, options: MapOptions = {}): Promise<CityMap | null> {
    try {
      return await CityMap.create(host, options);
    } catch (error) {
      host.textContent = t('Máy này không vẽ được bản đồ (%(why)s).', { why: reason(error) });
      host.classList.add('map-missing');
      host.dataset.idle = 'true';
      return null;
    }
  }

  static async create(host: HTMLElement, options: MapOptions = {}): Promise<CityMap> {
    prepare();
    const [basemap, wards] = await Promise.all([
      exists('/pack/basemap.pmtiles'),
      exists('/pack/wards.geojson'),
    ]);
    return new CityMap(host, options, { basemap, wards });
  }

  private constructor(
    private readonly host: HTMLElement,
    private readonly options: MapOptions,
    sources: Sources,
  ) {
    const ground = document.createElement('div');
    ground.className = 'map-ground';
    const pins = document.createElement('div');
    pins.className = 'map-pins';
    host.prepend(ground, pins);
    host.classList.add('map');
    if (boot.city.attribution) host.append(credit());

    const color = palette(host);
    const look = {
      scale: options.scale ?? 1,
      labels: options.labels ?? true,
      buildings: options.buildings ?? true,
    };
    this.map = new GlMap({
      container: ground,
      style: cityStyle(color, look, sources),
      center: boot.city.center,
      zoom: boot.city.zoom,
      minZoom: 8,
      maxZoom: 19,
      fadeDuration: 0,
      attributionControl: false,
      interactive: options.interactive ?? true,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      locale: { 'Map.Title': t('Bản đồ') },
    });
    this.map.touchZoomRotate.disableRotation();
    this.layer = new PointsLayer(this.points, color, look.scale);
    this.overlay = new Overlay(
      pins,
      (lon, lat) => this.map.project([lon, lat]),
      (placed) => this.pickPlaced(placed),
      options.pins ?? { scale: 1, reach: 1, font: '600 13px "Be Vietnam Pro"', labelHeight: 28, gap: 24 },
    );
    this.listen();
  }

  /** ms since a person last moved the map; the wall and the console re-fit only when nobody does. */
  get untouched(): number {
    return Date.now() - this.touchedAt;
  }

  get center(): { lon: number; lat: number } {
    const { lng, lat } = this.map.getCenter();
    return { lon: lng, lat };
  }

  /** The z12 tiles in view. */
  cells(): string[] {
    const bounds = this.map.getBounds();
    return cells(bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth());
  }

  show(pins: Pin[]): void {
    this.overlay.show(pins);
  }

  showPoints(visible: boolean): void {
    if (visible === this.layer.visible) return;
    this.layer.visible = visible;
    this.map.triggerRepaint();
  }

  loadPoints(packed: ArrayBuffer): void {
    this.points.load(packed);
    this.map.triggerRepaint();
  }

  /** Frames are drawn together, at most four times a second. */
  frame(frame: ArrayBuffer): void {
    this.points.hear(frame);
    if (!this.points.dirty || !this.layer.visible || this.redraw !== undefined) return;
    this.redraw = setTimeout(() => {
      this.redraw = undefined;
      this.map.triggerRepaint();
    }, REDRAW_MS);
  }

  showRoutes(routes: Route[]): void {
    this.routes = routes;
    if (this.map.isStyleLoaded() || this.map.getSource('routes')) this.drawRoutes();
  }

  goTo(lon: number, lat: number, zoom?: number): void {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const target = { center: [lon, lat] as Corner, zoom: Math.max(zoom ?? 14.5, this.map.getZoom()) };
    if (still) this.map.jumpTo(target);
    else this.map.easeTo({ ...target, duration: 160 });
  }

  /** Shows all of these places with room around them; nothing to show means the whole city. */
  fit(places: { lon: number; lat: number }[], padding: Padding, maxZoom = 15): void {
    const [west, south, east, north] = boot.city.bbox;
    let corners: [Corner, Corner] = [
      [west, south],
      [east, north],
    ];
    if (places.length) {
      const lons = places.map((place) => place.lon);
      const lats = places.map((place) => place.lat);
      corners = [
        [Math.min(...lons), Math.min(...lats)],
        [Math.max(...lons), Math.max(...lats)],
      ];
    }
    this.map.fitBounds(corners, { padding, maxZoom, animate: false });
  }

  resize(): void {
    this.map.resize();
  }

  remove(): void {
    clearTimeout(this.redraw);
    this.map.remove();
  }

  private listen(): void {
    const { map, host } = this;
    map.on('load', () => {
      map.addLayer(this.layer);
      this.drawRoutes();
      this.overlay.arrange();
    });
    map.on('move', () => this.overlay.follow());
    map.on('moveend', () => {
      this.overlay.arrange();
      this.options.onMove?.(this.byHand);
    });
    map.on('resize', () => this.overlay.arrange());
    map.on('movestart', (event) => {
      delete host.dataset.idle;
      this.byHand = 'originalEvent' in event && Boolean(event.originalEvent);
      if (this.byHand) this.touchedAt = Date.now();
    });
    map.on('idle', () => {
      host.dataset.idle = 'true';
    });
    map.on('click', (event) => this.pickGround(event.lngLat.lng, event.lngLat.lat));
    // A tile that cannot be read leaves a gap in the ground, which can be seen; the pins stay right.
    map.on('error', () => undefined);
  }

  private pickPlaced({ pin, members }: Placed): void {
    const alone = members.length === 1 || this.map.getZoom() >= 18;
    if (alone) this.options.onPick?.({ what: 'pin', pin });
    else this.fit(members, 80, 18);
  }

  private pickGround(lon: number, lat: number): void {
    const world = 512 * 2 ** this.map.getZoom();
    const slot = this.layer.visible ? this.points.nearest(mercatorX(lon), mercatorY(lat), 9 / world) : -1;
    if (slot >= 0) this.options.onPick?.({ what: 'sensor', id: this.points.ids[slot] as number });
    else this.options.onPick?.({ what: 'ground', lon, lat });
  }

  private drawRoutes(): void {
    const data = {
      type: 'FeatureCollection' as const,
      features: this.routes.map(({ path, first }) => ({
        type: 'Feature' as const,
        properties: { first },
        geometry: { type: 'LineString' as const, coordinates: path },
      })),
    };
    const source = this.map.getSource<GeoJSONSource>('routes');
    if (source) {
      source.setData(data);
      return;
    }
    const color = palette(this.host);
    const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
    const scale = this.options.scale ?? 1;
    this.map.addSource('routes', { type: 'geojson', data });
    this.map.addLayer({
      id: 'routes-case',
      type: 'line',
      source: 'routes',
      layout: round,
      paint: { 'line-color': color('map-halo'), 'line-width': 7 * scale },
    });
    this.map.addLayer({
      id: 'routes-line',
      type: 'line',
      source: 'routes',
      layout: round,
      paint: {
        'line-color': color('accent'),
        'line-width': ['case', ['get', 'first'], 3 * scale, 1.5 * scale],
        'line-dasharray': [2, 1.5],
      },
    });
  }
}
