import { property } from 'lit/decorators.js';
import type { Desk } from '../desk/desk';
import { Light } from '../elements/light';

/** A part of the desk: renders again whenever the desk has changed. */
export abstract class Panel extends Light {
  @property({ attribute: false }) desk!: Desk;
  private off: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.off = this.desk?.watch(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.off?.();
  }

  protected override willUpdate(): void {
    this.off ??= this.desk.watch(() => this.requestUpdate());
  }
}
