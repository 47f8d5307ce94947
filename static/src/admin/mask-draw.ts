import { html, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Light } from '../elements/light';
import { t } from '../i18n';
import { between, type Mask, readMasks, writeMasks } from './masks';

/** `<tc-mask-draw src="…">`: draws the areas of the form's field `masks` on the camera's newest picture. */
@customElement('tc-mask-draw')
export class MaskDraw extends Light {
  @property() src = '';
  @state() private masks: Mask[] = [];
  @state() private drawn: Mask | null = null;
  private from: readonly [number, number] | null = null;
  private readonly field = document.querySelector<HTMLTextAreaElement>('textarea[name=masks]');

  override connectedCallback(): void {
    super.connectedCallback();
    this.masks = readMasks(this.field?.value ?? '');
    this.field?.addEventListener('input', () => {
      this.masks = readMasks(this.field?.value ?? '');
    });
  }

  private at(event: PointerEvent): readonly [number, number] {
    const box = this.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100];
  }

  private down(event: PointerEvent): void {
    if ((event.target as Element).tagName === 'rect') return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.from = this.at(event);
  }

  private move(event: PointerEvent): void {
    if (this.from) this.drawn = between(...this.from, ...this.at(event));
  }

  private up(): void {
    if (this.drawn) this.put([...this.masks, this.drawn]);
    this.from = this.drawn = null;
  }

  private put(masks: Mask[]): void {
    this.masks = masks;
    if (this.field) this.field.value = writeMasks(masks);
  }

  override render() {
    const shown = this.drawn ? [...this.masks, this.drawn] : this.masks;
    return html`<img src=${this.src} alt=${t('Ảnh mới nhất của camera')}>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true"
        @pointerdown=${this.down} @pointermove=${this.move} @pointerup=${this.up} @pointercancel=${this.up}>
        ${shown.map(
          ([x, y, w, h], n) =>
            svg`<rect x=${x} y=${y} width=${w} height=${h} @click=${n < this.masks.length ? () => this.put(this.masks.filter((_, k) => k !== n)) : nothing}></rect>`,
        )}
      </svg>`;
  }
}
