import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Anything that can tell that it changed: the live feed, the selection. */
export interface Watchable {
  watch(watcher: () => void): () => void;
}

/** Re-renders its host whenever the watched thing changes, while the host is on the page. */
export class Watch implements ReactiveController {
  private off: (() => void) | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly thing: Watchable,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.off = this.thing.watch(() => this.host.requestUpdate());
  }

  hostDisconnected(): void {
    this.off?.();
  }
}
