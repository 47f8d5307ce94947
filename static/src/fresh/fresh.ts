import { html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Light } from '../elements/light';
import { t } from '../i18n';
import { Live } from '../live';
import { Pace } from '../pace';

const AT_ONCE_MS = 3000;
const AT_LEAST_MS = 60_000;

/** Somebody is at it: the cursor is in it, or a field holds what did not come with the page. */
function busy(part: Element): boolean {
  const fields = [...part.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')];
  return part.contains(document.activeElement) || fields.some((field) => field.value !== field.defaultValue);
}

/**
 * `<tc-fresh board="agency">`: the parts of the page marked `data-live` are asked for anew when the feed tells of
 * something, and at least once a minute. A part in which somebody writes waits until they are through.
 */
@customElement('tc-fresh')
export class Fresh extends Light {
  @property() board = 'wall';
  @state() private at = new Date().toISOString();
  @state() private lost = false;
  private live: Live | null = null;
  private pace: Pace | null = null;
  private joined = false;

  override connectedCallback(): void {
    super.connectedCallback();
    // a page that nobody looks at asks nothing
    const ask = async () => (document.hidden ? undefined : this.take());
    this.pace = new Pace(ask, AT_ONCE_MS, () => AT_LEAST_MS);
    this.live = new Live(this.board).start();
    this.live.onEvents(() => this.pace?.soon());
    this.live.watch(() => this.linked());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.live?.stop();
    this.pace?.stop();
  }

  /** What happened between the page's making and the feed's joining is in neither: ask once at every joining. */
  private linked(): void {
    const link = this.live?.link;
    this.lost = link === 'lost';
    if (link === 'live' && !this.joined) this.pace?.soon();
    this.joined = link === 'live';
  }

  private async take(): Promise<void> {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null);
    this.lost = !answer?.ok;
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of document.querySelectorAll('[data-live]')) {
      const fresh = page.getElementById(part.id);
      if (fresh && !busy(part)) part.replaceChildren(...fresh.childNodes);
    }
    this.at = new Date().toISOString();
    this.dispatchEvent(new CustomEvent('fresh', { bubbles: true }));
  }

  override render() {
    return html`<p class="row quiet"><tc-age at=${this.at} label=${t('số liệu')} fresh="90"></tc-age>${
      this.lost
        ? html`<span class="mark bad" role="status">${t('Mất kết nối với trung tâm; số liệu có thể đã cũ.')}</span>`
        : ''
    }</p>`;
  }
}
