import { html, type PropertyValues } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { Light } from '../elements/light';
import { t } from '../i18n';
import type { CityMap, Picked } from '../map';

const CLOSE = 15;

/** `<tc-place-pick>`: the form's fields `lat` and `lon` on the map; a click, or the middle of the map by a button. */
@customElement('tc-place-pick')
export class PlacePick extends Light {
  @state() private ready = false;
  private map: CityMap | null = null;
  private seen: IntersectionObserver | undefined;
  private lat: HTMLInputElement | null = null;
  private lon: HTMLInputElement | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    const form = this.closest('form');
    this.lat = form?.querySelector<HTMLInputElement>('input[name=lat]') ?? null;
    this.lon = form?.querySelector<HTMLInputElement>('input[name=lon]') ?? null;
    for (const field of [this.lat, this.lon]) field?.addEventListener('input', this.follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.seen?.disconnect();
    for (const field of [this.lat, this.lon]) field?.removeEventListener('input', this.follow);
    this.map?.remove();
    this.map = null;
  }

  /** A closed form draws no map. */
  protected override firstUpdated(_changed: PropertyValues): void {
    this.seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.seen?.disconnect();
      void this.draw();
    });
    this.seen.observe(this);
  }

  private async draw(): Promise<void> {
    const host = this.querySelector<HTMLElement>('.pick-map');
    if (!host) return;
    const { CityMap } = await import('../map');
    this.map = await CityMap.attempt(host, { onPick: this.picked });
    this.ready = this.map !== null;
    this.follow();
  }

  private readonly picked = (picked: Picked): void => {
    if (picked.what === 'ground') this.put(picked.lon, picked.lat);
  };

  private put(lon: number, lat: number): void {
    if (!this.lat || !this.lon) return;
    this.lat.value = lat.toFixed(6);
    this.lon.value = lon.toFixed(6);
    this.show(lon, lat);
  }

  /** What is typed moves the pin, and the map with it. */
  private readonly follow = (): void => {
    const [lat, lon] = [this.lat?.valueAsNumber ?? Number.NaN, this.lon?.valueAsNumber ?? Number.NaN];
    const placed = Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
    if (!placed) {
      this.map?.show([]);
      return;
    }
    this.show(lon, lat);
    this.map?.goTo(lon, lat, CLOSE);
  };

  private show(lon: number, lat: number): void {
    this.map?.show([
      { kind: 'place', id: 0, lon, lat, level: 0, held: false, icon: 'pin', title: t('Chỗ đã chọn') },
    ]);
  }

  private middle(): void {
    const center = this.map?.center;
    if (center) this.put(center.lon, center.lat);
  }

  override render() {
    return html`<div class="pick-map"></div>
      <p class="row pager" ?hidden=${!this.ready}>
        <button type="button" class="button" @click=${this.middle}>${t('Lấy giữa bản đồ')}</button>
        <span class="quiet">${t('Bấm vào bản đồ để chọn chỗ; bằng bàn phím: mũi tên dời bản đồ, + và - phóng to, thu nhỏ.')}</span>
      </p>`;
  }
}
