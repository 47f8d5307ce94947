import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { nearest } from '../desk/order';
import { t } from '../i18n';
import { Panel } from '../panels/panel';
import { pictureOf } from '../panels/picture';
import { cameraWord } from '../words';

/** The nearest cameras, large, one after the other with the arrow keys. */
@customElement('tc-cameras')
export class Cameras extends Panel {
  @state() private index = 0;

  override render() {
    const near = nearest(this.desk.incident ?? this.desk.center, this.desk.board?.cameras.values() ?? [], 9);
    const camera = near[this.index % Math.max(1, near.length)];
    if (!camera) return html`<p class="dialog-body">${t('Chưa có camera nào.')}</p>`;
    const url = pictureOf(camera);
    return html`<div class="dialog-body" @keydown=${this.pressed}>
      ${url ? html`<img class="thing-picture" src=${url} alt=${t('Camera %(name)s', { name: camera.name })} />` : html`<p class="cam-none">${t('chưa có ảnh')}</p>`}
      <div class="row dialog-tools">
        <span class="grow">${camera.name} · ${cameraWord(camera.state)}</span>
        <tc-age .at=${camera.captured_at} fresh="30"></tc-age>
        <button class="button small" @click=${() => this.turn(-1)}><tc-icon name="left"></tc-icon>${t('trước')}</button>
        <button class="button small" autofocus @click=${() => this.turn(1)}>${t('sau')}<tc-icon name="right"></tc-icon></button>
      </div>
    </div>`;
  }

  private turn(by: number): void {
    this.index = Math.max(0, this.index + by);
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowRight' || event.key === 'c') this.turn(1);
    if (event.key === 'ArrowLeft') this.turn(-1);
  };
}
