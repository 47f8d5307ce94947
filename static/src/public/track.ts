import { Problem } from '../api';
import { t } from '../i18n';
import { Live } from '../live';
import { Pace } from '../pace';
import { make, need } from './dom';
import { remember } from './drafts';
import { talking } from './talk';

const POLL_MS = 20_000;
const PREPARING_MS = 3000;
const SOON_MS = 250;

/** The feed may be blocked where a citizen is: then the page asks by itself. */
const idle = () => (document.getElementById('preparing') === null ? POLL_MS : PREPARING_MS);

/** The tracking page, alive: told by the live feed that something happened, it asks for its own words again. */
export class TrackPage {
  private readonly now = need('#now');
  private readonly stay = need('#stay');
  private readonly live: Live;
  private readonly pace = new Pace(() => this.refresh(), SOON_MS, idle);
  private linked = false;

  constructor() {
    const token = this.now.dataset.token ?? '';
    const title = this.now.dataset.title ?? '';
    remember({ code: this.now.dataset.code ?? '', url: location.pathname, title, at: Date.now() });
    this.copying();
    talking(this.now, () => this.pace.soon());
    this.live = new Live('track', { token });
    this.live.onEvents(() => this.pace.soon());
    this.live.watch(() => this.joined());
    this.live.start();
    addEventListener('online', () => this.pace.soon());
    document.addEventListener('visibilitychange', () => !document.hidden && this.pace.soon());
  }

  /** What happened between the page's making and the feed's joining is in neither: ask once at every joining. */
  private joined(): void {
    const linked = this.live.link === 'live';
    if (linked && !this.linked) this.pace.soon();
    this.linked = linked;
  }

  private async refresh(): Promise<void> {
    try {
      this.show(await this.fetched());
      this.stay.replaceChildren();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.stay.replaceChildren(
        make(
          'p',
          { className: 'notice warn' },
          t('Mất kết nối: trang có thể đã cũ. Có mạng là tự cập nhật.'),
        ),
      );
    }
  }

  private async fetched(): Promise<string> {
    const response = await fetch(`${location.pathname}/now`, { credentials: 'same-origin' }).catch(
      () => null,
    );
    if (!response?.ok) throw new Problem(response?.status ?? 0, 'offline', 'offline', '');
    return response.text();
  }

  /** Nothing is replaced under a person who is rating or writing: what they chose and wrote stays. */
  private show(html: string): void {
    const fresh = new DOMParser().parseFromString(html, 'text/html');
    for (const form of this.now.querySelectorAll<HTMLFormElement>('form[data-keep]')) {
      if (!busy(form)) continue;
      const place = fresh.querySelector(`form[data-keep="${form.dataset.keep}"]`);
      if (!place) return;
      place.closest('details')?.setAttribute('open', '');
      place.replaceWith(form);
    }
    for (const opened of this.now.querySelectorAll('details[open]'))
      fresh.getElementById(opened.id)?.setAttribute('open', '');
    this.now.replaceChildren(...fresh.body.childNodes);
  }

  private copying(): void {
    const button = need<HTMLButtonElement>('#copy');
    button.hidden = false;
    button.addEventListener('click', async () => {
      const url = location.origin + location.pathname;
      if (navigator.share) await navigator.share({ url, title: document.title }).catch(() => undefined);
      else await navigator.clipboard.writeText(url);
      this.stay.replaceChildren(make('p', { className: 'notice' }, t('Đã chép liên kết theo dõi.')));
    });
  }
}

/** Somebody is at it: the cursor is in it, or it holds what was not there when the page came. */
function busy(form: HTMLFormElement): boolean {
  const fields = [...form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')];
  const changed = fields.some((field) =>
    field.type === 'radio'
      ? (field as HTMLInputElement).checked !== (field as HTMLInputElement).defaultChecked
      : field.type === 'file'
        ? Boolean((field as HTMLInputElement).files?.length)
        : field.value !== field.defaultValue,
  );
  return changed || form.contains(document.activeElement);
}
