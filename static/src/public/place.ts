import { api } from '../api';
import { boot } from '../boot';
import { t } from '../i18n';
import type { CityMap } from '../map';
import { distance } from '../time';
import { make, need } from './dom';
import type { Position } from './exif';
import { outside } from './ground';

export type Source = 'gps' | 'map' | 'photo';
export interface Place extends Position {
  source: Source;
  accuracy: number | null;
}

const CLOSE = 16.4;
const SAME = 1e-6;

/** Where it is: from the photo, from the phone, or by moving the map under the pin. */
export class Where {
  place: Place | null = null;
  private map: CityMap | undefined;
  private asked = false;
  private words: AbortController | undefined;
  private readonly box = need('#where');
  private readonly line = need('#address');
  private readonly how = need('#where-how');
  private readonly edit = need<HTMLButtonElement>('#edit');
  private readonly finder = need('#finder');

  constructor(private readonly changed: () => void) {
    this.box.hidden = false;
    this.box.classList.add('lost');
    this.edit.addEventListener('click', () => this.open(!this.opened));
    need('#gps').addEventListener('click', () => this.locate());
    // A closed map lets every touch through to the page: it scrolls, and a tap opens the map.
    this.box.addEventListener('click', (event) => {
      if (event.target === this.box) this.open(true);
    });
    this.search();
    void this.draw();
    void this.locateIfAllowed();
  }

  private get opened(): boolean {
    return this.box.classList.contains('open');
  }

  /** A better guess never moves a pin that a person has placed. */
  suggest(place: Place): void {
    if (this.place?.source === 'map' || (this.place?.source === 'photo' && place.source === 'gps')) return;
    this.set(place);
  }

  set(place: Place): void {
    this.place = place;
    this.box.classList.remove('lost');
    this.map?.goTo(place.lon, place.lat, CLOSE);
    this.tell(place);
    void this.name(place);
    this.changed();
  }

  /** Asks the phone, at most once by itself: at the first thing a person chooses, when the question makes sense. */
  locateOnce(): void {
    if (!this.asked && !this.place) this.locate();
  }

  locate(): void {
    this.asked = true;
    if (!('geolocation' in navigator)) {
      this.open(true);
      return;
    }
    this.how.textContent = t('đang tìm…');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        this.set({ lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy, source: 'gps' }),
      () => {
        if (this.place) {
          this.tell(this.place);
          return;
        }
        this.how.textContent = t('kéo bản đồ để chỉ chỗ');
        this.open(true);
      },
      { enableHighAccuracy: true, timeout: 12_000, maximumAge: 20_000 },
    );
  }

  /** Where the place comes from; one outside the city is let through, but not without a word. */
  private tell(place: Place): void {
    const far = outside(boot.city.bbox, place);
    this.how.classList.toggle('far', far);
    this.how.textContent = far
      ? t('%(from)s: ngoài bản đồ thành phố, hãy xem lại', { from: this.origin(place) })
      : this.origin(place);
    if (far && !this.opened) this.open(true);
  }

  private origin(place: Place): string {
    if (place.source === 'photo') return t('từ ảnh');
    if (place.source === 'map') return t('bạn chỉ trên bản đồ');
    return t('từ điện thoại, sai số %(m)s', { m: distance(Math.max(1, place.accuracy ?? 0)) });
  }

  private open(open: boolean): void {
    this.box.classList.toggle('open', open);
    this.finder.hidden = !open;
    this.edit.setAttribute('aria-expanded', String(open));
    this.edit.textContent = open ? t('Xong') : t('Sửa');
    this.map?.resize();
    if (this.place) this.map?.goTo(this.place.lon, this.place.lat, CLOSE);
  }

  private async draw(): Promise<void> {
    const { CityMap } = await import('../map');
    const host = need('#map');
    this.map = await CityMap.create(host, { onMove: (byHand) => byHand && this.moved() });
    need('#map-wait').remove();
    if (this.place) this.map.goTo(this.place.lon, this.place.lat, CLOSE);
  }

  private moved(): void {
    const center = this.map?.center;
    if (!center || !this.opened) return;
    const from = this.place ?? { lon: boot.city.center[0], lat: boot.city.center[1] };
    if (Math.abs(center.lon - from.lon) < SAME && Math.abs(center.lat - from.lat) < SAME) return;
    this.place = { ...center, source: 'map', accuracy: null };
    this.box.classList.remove('lost');
    this.tell(this.place);
    void this.name(this.place);
    this.changed();
  }

  private async locateIfAllowed(): Promise<void> {
    const state = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null);
    if (state?.state === 'granted') this.locateOnce();
  }

  private async name(place: Place): Promise<void> {
    this.words?.abort();
    this.words = new AbortController();
    const { signal } = this.words;
    try {
      const query = `lat=${place.lat.toFixed(6)}&lon=${place.lon.toFixed(6)}`;
      const found = await api.get<{ text: string; ward: string | null }>(`/report/where?${query}`, {
        signal,
      });
      const parts = [found.text, found.ward && !found.text.includes(found.ward) ? found.ward : ''];
      this.line.textContent =
        parts.filter(Boolean).join(', ') || `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`;
    } catch {
      if (!signal.aborted) this.line.textContent = `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`;
    }
  }

  private search(): void {
    const input = need<HTMLInputElement>('#q');
    const hits = need('#hits');
    let wait: ReturnType<typeof setTimeout> | undefined;
    let newest = '';
    input.addEventListener('input', () => {
      clearTimeout(wait);
      newest = input.value.trim();
      wait = setTimeout(() => void this.find(newest, () => newest, hits), 200);
    });
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      need<HTMLButtonElement>('button', hits).click();
    });
  }

  private async find(q: string, newest: () => string, hits: HTMLElement): Promise<void> {
    interface Hit extends Position {
      title: string;
      detail: string;
    }
    const found = q
      ? await api
          .get<{ items: Hit[] }>(`/report/places?q=${encodeURIComponent(q)}`)
          .catch(() => ({ items: [] }))
      : { items: [] };
    if (newest() !== q) return;
    const none = q ? [make('li', { className: 'quiet' }, t('Không tìm thấy.'))] : [];
    const rows = found.items.map((hit) => {
      const words = hit.detail ? [hit.title, make('small', {}, hit.detail)] : [hit.title];
      const button = make('button', { type: 'button' }, ...words);
      button.addEventListener('click', () => {
        this.set({ lon: hit.lon, lat: hit.lat, source: 'map', accuracy: null });
        hits.replaceChildren();
      });
      return make('li', {}, button);
    });
    hits.replaceChildren(...(rows.length ? rows : none));
  }
}
