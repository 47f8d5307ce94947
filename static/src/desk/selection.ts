/** What the officer looks at. Windows of one officer on several monitors follow one selection. */

export type ThingKind = 'incident' | 'sensor' | 'camera' | 'crew' | 'alarm';

export interface Thing {
  kind: ThingKind;
  id: number;
}

type Watcher = (thing: Thing | null) => void;

export class Selection {
  current: Thing | null = null;
  private readonly channel: BroadcastChannel | null;
  private readonly watchers = new Set<Watcher>();

  constructor(officer: number | null) {
    this.channel =
      typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`selection-${officer ?? 0}`);
    if (this.channel)
      this.channel.onmessage = (message: MessageEvent<Thing | null>) => this.follow(message.data);
  }

  select(thing: Thing | null): void {
    if (same(thing, this.current)) return;
    this.follow(thing);
    this.channel?.postMessage(thing);
  }

  watch(watcher: Watcher): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  close(): void {
    this.channel?.close();
  }

  private follow(thing: Thing | null): void {
    this.current = thing;
    for (const watcher of this.watchers) watcher(thing);
  }
}

const same = (a: Thing | null, b: Thing | null) => a === b || (a?.kind === b?.kind && a?.id === b?.id);
