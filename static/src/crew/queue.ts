import { Problem } from '../api';

/** Something that waits to be sent. `key` makes it one thing however often it is sent; `order` is when it was done. */
export interface Item {
  key: string;
  order: number;
  assignment: number;
  /** Local ms before which it is not sent: the time to take it back. */
  hold?: number;
}

/** Where a queue survives a closed tab and an empty battery. */
export interface Shelf<T> {
  all(): Promise<T[]>;
  put(item: T): Promise<void>;
  drop(key: string): Promise<void>;
}

export type Trouble = 'offline' | 'busy' | 'signed-out' | 'stale-page';

/** What an answer means for what was sent: `null` = the centre will never take it. */
export function trouble(problem: Problem): Trouble | null {
  if (problem.offline) return 'offline';
  if (problem.status === 401) return 'signed-out';
  if (problem.status === 403 && problem.type === 'csrf') return 'stale-page';
  if (problem.status >= 500 || [408, 425, 429].includes(problem.status)) return 'busy';
  return null;
}

export interface Hooks<T> {
  send: (item: T) => Promise<void>;
  /** The centre said no for good: the crew is told, the item is off the queue. */
  refused: (item: T, problem: Problem) => Promise<void>;
  changed: () => void;
  now?: () => number;
}

/** The longest hold there is: one that seems longer was set before the device's clock went back. */
export const HOLD_MOST_MS = 15_000;
const BACK_OFF = [1000, 2000, 5000, 10_000, 20_000, 30_000];

/** Sends in the order in which things were done, one after the other, until all of it has arrived. */
export class Queue<T extends Item> {
  items: T[] = [];
  trouble: Trouble | null = null;
  /** Keys of what the device could not store, because it is full: only this page holds it. */
  readonly unkept = new Set<string>();
  private flushing = false;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly now: () => number;

  constructor(
    private readonly shelf: Shelf<T>,
    private readonly hooks: Hooks<T>,
  ) {
    this.now = hooks.now ?? Date.now;
  }

  async load(): Promise<void> {
    this.items = (await this.shelf.all()).sort((a, b) => a.order - b.order);
    this.hooks.changed();
  }

  /** Kept on the device first: from then on it cannot be lost. A full device keeps it on the page, and says so. */
  async add(item: T): Promise<void> {
    await this.store(item);
    this.items = [...this.items, item];
    this.hooks.changed();
    void this.flush();
  }

  /** A better form of the same thing, such as a smaller photo; nothing happens when it has left already. */
  async replace(item: T): Promise<void> {
    if (!this.items.some((one) => one.key === item.key)) return;
    await this.store(item);
    this.items = this.items.map((one) => (one.key === item.key ? item : one));
    this.hooks.changed();
    void this.flush();
  }

  /** Takes back what has not been sent; false when it is too late. */
  async withdraw(key: string): Promise<boolean> {
    const item = this.items.find((one) => one.key === key);
    if (!item || (this.flushing && this.items[0] === item && this.due(item))) return false;
    await this.remove(item);
    return true;
  }

  /** Now, if anything waits: the network is back, or somebody pressed. */
  wake(): void {
    this.tries = 0;
    void this.flush();
  }

  async flush(): Promise<void> {
    if (this.flushing) return;
    this.flushing = true;
    clearTimeout(this.timer);
    try {
      while (await this.step()) this.tries = 0;
    } finally {
      this.flushing = false;
    }
    const first = this.items[0];
    if (first) this.timer = setTimeout(() => void this.flush(), this.wait(first));
  }

  private due(item: T): boolean {
    const left = (item.hold ?? 0) - this.now();
    return left <= 0 || left > HOLD_MOST_MS;
  }

  private wait(first: T): number {
    if (!this.trouble) return Math.max(50, (first.hold ?? 0) - this.now());
    const pause = BACK_OFF[Math.min(this.tries, BACK_OFF.length - 1)] as number;
    this.tries += 1;
    return pause;
  }

  /** Sends the first; true when it is done with and the next may go. */
  private async step(): Promise<boolean> {
    const item = this.items[0];
    if (!item || !this.due(item)) {
      this.settle(null);
      return false;
    }
    try {
      await this.hooks.send(item);
    } catch (error) {
      // What is no answer of the centre says nothing of the item: it stays, and is tried again.
      const passing = error instanceof Problem ? trouble(error) : 'busy';
      if (passing) {
        this.settle(passing);
        return false;
      }
      await this.hooks.refused(item, error as Problem);
    }
    this.trouble = null;
    await this.remove(item);
    return true;
  }

  private settle(found: Trouble | null): void {
    const changed = this.trouble !== found;
    this.trouble = found;
    if (changed) this.hooks.changed();
  }

  private async store(item: T): Promise<void> {
    try {
      await this.shelf.put(item);
      this.unkept.delete(item.key);
    } catch {
      this.unkept.add(item.key);
    }
  }

  private async remove(item: T): Promise<void> {
    // What cannot be taken off the device leaves once more later, under the same key: the centre knows it.
    await this.shelf.drop(item.key).catch(() => undefined);
    this.unkept.delete(item.key);
    this.items = this.items.filter((one) => one !== item);
    this.hooks.changed();
  }
}
