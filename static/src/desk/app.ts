import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import '../dialogs/dialog';
import '../panels/bar';
import '../panels/detail';
import '../panels/evidence';
import '../panels/map-panel';
import '../panels/queue';
import { state } from 'lit/decorators.js';
import { Light } from '../elements/light';
import { t } from '../i18n';
import { keepPictures } from '../pictures';
import { Alert } from './alert';
import { Desk } from './desk';
import { KEYS, listenToKeys } from './keys';

type Tab = 'queue' | 'map' | 'detail';

/** The duty desk: queue, map and detail side by side; on a narrow screen one at a time. */
@customElement('tc-console')
export class ConsoleApp extends Light {
  @state() private tab: Tab = 'queue';
  private readonly desk = new Desk();
  private readonly alert = new Alert(this.desk);
  private off: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    let before = this.desk.selected;
    this.off = [
      listenToKeys(this.desk, this.alert),
      keepPictures(this.desk.live),
      this.desk.watch(() => {
        const { selected } = this.desk;
        if (selected?.id !== before?.id && before !== null) this.tab = 'detail';
        before = selected;
        this.requestUpdate();
      }),
    ];
    this.desk.live.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const off of this.off) off();
    this.alert.close();
    this.desk.live.stop();
    this.desk.selection.close();
  }

  override render() {
    const { desk } = this;
    return html`<tc-bar .desk=${desk} .alert=${this.alert}></tc-bar>
      <main class="desk show-${this.tab}">
        <tc-queue class="desk-queue" .desk=${desk} aria-label=${t('Hàng chờ')} role="region"></tc-queue>
        <div class="desk-middle">
          <tc-map-panel .desk=${desk}></tc-map-panel>
          <tc-evidence .desk=${desk}></tc-evidence>
        </div>
        <tc-detail class="desk-detail" .desk=${desk} aria-label=${t('Chi tiết')} role="region"></tc-detail>
      </main>
      <p class="sr" aria-live="assertive">${desk.announcement}</p>
      ${this.foot()}
      <tc-dialog .desk=${desk}></tc-dialog>`;
  }

  private foot() {
    return html`<footer class="foot row">
      ${this.notice()}
      <nav class="tabs" aria-label=${t('Khung nhìn')}>
        ${(
          [
            ['queue', t('Hàng chờ')],
            ['map', t('Bản đồ')],
            ['detail', t('Chi tiết')],
          ] as const
        ).map(
          ([tab, word]) => html`<button
            aria-current=${this.tab === tab ? 'page' : 'false'}
            @click=${() => {
              this.tab = tab;
            }}
          >
            ${word}
          </button>`,
        )}
      </nav>
    </footer>`;
  }

  /** What was just done, with its undo; otherwise the keys that are needed most. */
  private notice() {
    const { notice, unsent } = this.desk;
    return html`<div class="foot-notice ${notice ? 'said' : ''} ${notice?.bad ? 'bad' : ''}" role="status" aria-live="polite">
        ${
          notice
            ? html`<span>${notice.text}</span>${
                notice.undo
                  ? html`<button class="button small" @click=${() => this.desk.undo()}>${t('Hoàn tác')}<tc-key>Z</tc-key></button>`
                  : nothing
              }`
            : nothing
        }
      </div>
      ${
        unsent.length
          ? html`<button class="button small warn" @click=${() => this.desk.sendAgain()}>
              ${t('%(n)s việc chưa gửi được · gửi lại', { n: unsent.length })}<tc-key>Z</tc-key>
            </button>`
          : nothing
      }
      ${notice ? nothing : this.keys()}`;
  }

  private keys() {
    const { desk } = this;
    return html`<div class="foot-keys">
      <div class="foot-most">
        <span><tc-key>J</tc-key><tc-key>K</tc-key> ${t('chọn sự cố')}</span>
      ${KEYS.filter((key) => key.footer).map(
        (key) =>
          html`<span>${key.hint.map((hint, i) => html`${i && key.hint[0] === '1' ? '–' : ''}<tc-key>${hint}</tc-key>`)} ${(key.brief ?? key.what)()}</span>`,
      )}
      </div>
      <button @click=${() => desk.open('search')}><tc-key>/</tc-key> ${t('tìm')}</button>
      <button @click=${() => desk.open('help')}><tc-key>?</tc-key> ${t('mọi phím')}</button>
    </div>`;
  }
}
