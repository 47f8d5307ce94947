import { html, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import sprite from '../sprite.svg?url';
import { Light } from './light';

/** A reference into the sprite, for use inside another svg. */
export const glyph = (name: string) => svg`<use href="${sprite}#${name}"></use>`;

/** `<tc-icon name="flood"></tc-icon>`: decoration; the words beside it carry the meaning. */
@customElement('tc-icon')
export class Icon extends Light {
  @property() name = '';

  override render() {
    return html`<svg aria-hidden="true" focusable="false">${glyph(this.name)}</svg>`;
  }
}
