import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { onBeat } from '../clock';

/** Re-renders its host every second while it is on the page. */
export class Beat implements ReactiveController {
  private off: (() => void) | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.off = onBeat(() => this.host.requestUpdate());
  }

  hostDisconnected(): void {
    this.off?.();
  }
}
