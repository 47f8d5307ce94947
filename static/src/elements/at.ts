import { noChange } from 'lit';
import { Directive, directive, type ElementPart, type Part } from 'lit/directive.js';

/**
 * `<li ${at(72)}>`: how far down a row stands. Set through the object model, because our content security policy
 * allows no style attributes.
 */
class At extends Directive {
  override render(_top: number) {
    return noChange;
  }

  override update(part: Part, [top]: [number]) {
    const { element } = part as ElementPart;
    (element as HTMLElement).style.setProperty('--top', `${top}px`);
    return noChange;
  }
}

export const at = directive(At);
