/**
 * When to ask: soon after news, many at a moment being one question, and now and then without any. News that comes while
 * an answer is on its way may not be in that answer: it is asked for after it.
 */
export class Pace {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  private asking = false;
  private news = false;
  private over = false;

  /** `gapMs` lie between two questions at least; `idleMs` says after how long to ask without news. */
  constructor(
    private readonly ask: () => Promise<void>,
    private readonly gapMs: number,
    private readonly idleMs: () => number,
  ) {
    this.plan(idleMs());
  }

  soon(): void {
    this.news = true;
    if (!this.asking) this.plan(this.asked + this.gapMs - Date.now());
  }

  stop(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private plan(ms: number): void {
    clearTimeout(this.timer);
    if (this.over) return;
    this.timer = setTimeout(() => void this.once(), Math.max(0, ms));
  }

  private async once(): Promise<void> {
    this.asked = Date.now();
    this.news = false;
    this.asking = true;
    try {
      await this.ask();
    } finally {
      this.asking = false;
      if (this.news) this.soon();
      else this.plan(this.idleMs());
    }
  }
}
