/**
 * What the officer looks at. Windows of one officer on several monitors follow one selection; a window that comes later
 * asks for it first, so that it does not pull the others to what it would begin with.
 */

export type ThingKind = 'incident' | 'sensor' | 'camera' | 'crew' | 'alarm';

export interface Thing {
  kind: ThingKind;
  id: number;
}

const ASK = 'what is selected?';
type Message = Thing | null | typeof ASK;
type Watcher = (thing: Thing | null) => void;

export class Selection {
  current: Thing | null = null;
  private readonly channel: BroadcastChannel | null;
  private readonly watchers = new Set<Watcher>();

  constructor(officer: number | null) {
    this.channel =
      typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`selection-${officer ?? 0}`);
    if (!this.channel) return;
    this.channel.onmessage = (message: MessageEvent<Message>) => this.heard(message.data);
    this.channel.postMessage(ASK);
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

  private heard(message: Message): void {
    if (message !== ASK) this.follow(message);
    else if (this.current) this.channel?.postMessage(this.current);
  }

  private follow(thing: Thing | null): void {
    this.current = thing;
    for (const watcher of this.watchers) watcher(thing);
  }
}

const same = (a: Thing | null, b: Thing | null) => a === b || (a?.kind === b?.kind && a?.id === b?.id);
