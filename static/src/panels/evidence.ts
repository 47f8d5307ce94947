import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Desk } from '../desk/desk';
import { sensorInHand } from '../desk/hand';
import { nearest } from '../desk/order';
import { t } from '../i18n';
import type { CameraCard } from '../wire';
import { cameraWord } from '../words';
import { curve } from './curve';
import { Panel } from './panel';
import { pictureOf } from './picture';

export function cameraTile(desk: Desk, camera: CameraCard, big: boolean) {
  const url = pictureOf(camera);
  const dead = camera.state !== 'online' && camera.state !== 'masked';
  return html`<button class="cam ${big ? 'big' : ''}" @click=${() => desk.select({ kind: 'camera', id: camera.id })}>
    ${url ? html`<img src=${url} alt=${t('Camera %(name)s', { name: camera.name })} />` : html`<span class="cam-none">${t('chưa có ảnh')}</span>`}
    <span class="cam-line row">
      <span class="cam-name" title=${camera.name}>${camera.name}</span>
      ${dead ? html`<span class="warn-text">${cameraWord(camera.state)}</span>` : nothing}
      <tc-age .at=${camera.captured_at} fresh="30"></tc-age>
    </span>
  </button>`;
}

/** Below the map: the curve of what is measured there, and what the nearest cameras see. */
@customElement('tc-evidence')
export class Evidence extends Panel {
  @state() private width = 308;
  private readonly sizes = new ResizeObserver(([entry]) => {
    this.width = Math.max(240, Math.round(entry?.contentRect.width ?? this.width));
  });

  override firstUpdated(): void {
    const host = this.querySelector('.evidence-chart');
    if (host) this.sizes.observe(host);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  override render() {
    return html`<section class="evidence-chart"><h2 class="sr">${t('Số đo và camera')}</h2>${this.curve()}</section>
      <section class="evidence-cams">${this.cameras()}</section>`;
  }

  private curve() {
    const { desk } = this;
    const hand = sensorInHand(desk);
    if (!hand) {
      return html`<h3>${t('Số đo')}</h3><p class="chart-none">${t('Không có cảm biến nào ở gần đây.')}</p>`;
    }
    const sensor = desk.details.sensor(hand.id);
    if (!sensor.value) {
      return html`<h3>${t('Số đo')}</h3>
        <p class="chart-none" role="status">${sensor.problem ? sensor.problem.message : t('Đang tải số đo…')}</p>`;
    }
    return curve(desk, sensor.value, hand.alarm, this.width, hand.near);
  }

  private cameras() {
    const { desk } = this;
    const at = desk.incident ?? this.place();
    const near = nearest(at, desk.board?.cameras.values() ?? [], 3);
    return html`<div class="row">
        <h3 class="grow">${t('Camera gần nhất')}</h3>
        ${near.length ? html`<tc-key>C</tc-key>` : nothing}
      </div>
      ${
        near.length
          ? html`<div class="cams n${near.length}">${near.map((camera, i) => cameraTile(desk, camera, i === 0))}</div>`
          : html`<p class="chart-none">${t('Chưa có camera nào.')}</p>`
      }`;
  }

  private place(): { lat: number; lon: number } {
    const { selected, board, center } = this.desk;
    if (selected?.kind === 'camera') return board?.cameras.get(selected.id) ?? center;
    return center;
  }
}
