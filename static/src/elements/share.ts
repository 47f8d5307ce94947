import { noChange } from 'lit';
import { Directive, directive, type ElementPart, type Part } from 'lit/directive.js';

/** `<i ${share(from, width)}>`: a part of a bar, in shares of one. Through the object model, for the security policy. */
class Share extends Directive {
  override render(_from: number, _width: number) {
    return noChange;
  }

  override update(part: Part, [from, width]: [number, number]) {
    const { style } = (part as ElementPart).element as HTMLElement;
    style.setProperty('--from', String(from));
    style.setProperty('--share', String(width));
    return noChange;
  }
}

export const share = directive(Share);
