/** What an officer has silenced, by name: that stays silent while it lasts; whatever calls besides it rings. */
export class Hush {
  private silenced = new Set<string>();

  /** Whether all that calls is silenced. */
  covers(calling: readonly string[]): boolean {
    return calling.length > 0 && calling.every((name) => this.silenced.has(name));
  }

  toggle(calling: readonly string[]): void {
    this.silenced = new Set(this.covers(calling) ? [] : calling);
  }

  /** What calls no longer is forgotten: when it comes back it rings. */
  forget(calling: readonly string[]): void {
    this.silenced = new Set(calling.filter((name) => this.silenced.has(name)));
  }
}
