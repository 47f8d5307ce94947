import { LitElement } from 'lit';

/** Our elements render into the page itself: one style sheet, one focus order, nothing hidden from assistive tools. */
export abstract class Light extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
