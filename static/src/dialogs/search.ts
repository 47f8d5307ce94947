import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api, Problem } from '../api';
import type { Found } from '../desk/types';
import { t } from '../i18n';
import { Panel } from '../panels/panel';

const WAIT_MS = 120;

/** One box for addresses, places, incidents, sensors, cameras and crews; diacritics do not matter. */
@customElement('tc-search')
export class Search extends Panel {
  @state() private found: Found[] | null = null;
  @state() private at = 0;
  @state() private problem = '';
  @state() private query = '';
  /** The words that the lines on the screen answer. */
  @state() private answered = '';
  /** Enter came before the answer to the newest words: its first line is meant, not one of an older list. */
  private hurried = false;
  private asking: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  override render() {
    return html`<div class="dialog-body">
      <label class="sr" for="search">${t('Tìm địa chỉ, nơi chốn, sự cố, cảm biến')}</label>
      <input
        class="field"
        id="search"
        type="search"
        role="combobox"
        aria-expanded=${this.found?.length ? 'true' : 'false'}
        aria-controls="found"
        aria-activedescendant=${this.found?.length ? `found-${this.at}` : ''}
        autocomplete="off"
        autofocus
        placeholder=${t('Tìm địa chỉ, nơi chốn, sự cố, cảm biến')}
        @input=${this.typed}
        @keydown=${this.pressed}
      />
      <ul
        class="found"
        id="found"
        role="listbox"
        aria-busy=${this.answered === this.query ? 'false' : 'true'}
        aria-label=${t('Kết quả')}
      >
        ${this.found?.map((one, i) => this.line(one, i)) ?? nothing}
      </ul>
      <p class="quiet" role="status">${this.status()}</p>
    </div>`;
  }

  private status(): string {
    if (this.problem) return this.problem;
    if (!this.found) return t('Gõ không dấu cũng được: “den duong”.');
    return this.found.length ? '' : t('Không thấy gì cho “%(q)s”.', { q: this.answered });
  }

  private line(one: Found, i: number) {
    return html`<li
      role="option"
      id=${`found-${i}`}
      aria-selected=${i === this.at ? 'true' : 'false'}
      class="found-line row ${i === this.at ? 'on' : ''}"
      @click=${() => this.choose(one)}
    >
      <tc-icon name=${ICONS[one.type] ?? 'pin'}></tc-icon>
      <span class="grow"><b>${one.title}</b> <span class="quiet">${one.subtitle ?? ''}</span></span>
      <span class="faint">${typeWord(one.type)}</span>
    </li>`;
  }

  private readonly typed = (event: Event): void => {
    this.query = (event.target as HTMLInputElement).value.trim();
    this.hurried = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), WAIT_MS);
  };

  private async ask(): Promise<void> {
    this.asking?.abort();
    const { query } = this;
    if (!query) return this.show(null, query);
    this.asking = new AbortController();
    try {
      const path = `search?q=${encodeURIComponent(query)}`;
      const answer = await api.get<{ items: Found[] }>(path, { signal: this.asking.signal });
      this.show(answer.items.slice(0, 12), query);
    } catch (error) {
      if (!(error instanceof Problem)) return;
      this.show(null, query, error.offline ? t('Không tới được trung tâm.') : error.message);
    }
  }

  private show(found: Found[] | null, answered: string, problem = ''): void {
    this.found = found;
    this.answered = answered;
    this.at = 0;
    this.problem = problem;
    const [first] = found ?? [];
    if (this.hurried && first) this.choose(first);
    this.hurried = false;
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const count = this.found?.length ?? 0;
    if (event.key === 'ArrowDown') this.at = Math.min(count - 1, this.at + 1);
    else if (event.key === 'ArrowUp') this.at = Math.max(0, this.at - 1);
    else if (event.key === 'Enter') this.entered();
    else return;
    event.preventDefault();
  };

  private entered(): void {
    const one = this.found?.[this.at];
    if (this.answered !== this.query) this.hurried = true;
    else if (one) this.choose(one);
  }

  private choose(one: Found): void {
    this.desk.open(null);
    if (one.type === 'incident' || one.type === 'sensor' || one.type === 'camera' || one.type === 'crew') {
      this.desk.select({ kind: one.type, id: one.id });
      if (one.type === 'crew' || one.type === 'camera') return; // they stand on the map themselves, with their names
    }
    if (one.lat !== null && one.lon !== null) this.desk.goTo(one.lon, one.lat, one.title);
  }
}

const ICONS: Partial<Record<Found['type'], string>> = {
  incident: 'bell',
  sensor: 'wave',
  camera: 'camera',
  crew: 'crew',
  street: 'road',
};

function typeWord(type: Found['type']): string {
  const words: Record<Found['type'], string> = {
    place: t('nơi chốn'),
    poi: t('nơi chốn'),
    address: t('địa chỉ'),
    street: t('đường'),
    ward: t('phường'),
    incident: t('sự cố'),
    sensor: t('cảm biến'),
    camera: t('camera'),
    crew: t('tổ'),
  };
  return words[type] ?? type;
}
