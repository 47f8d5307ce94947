export type ViewName = 'now' | 'agencies' | 'cameras' | 'late';

export const VIEWS: readonly ViewName[] = ['now', 'agencies', 'cameras', 'late'];

/** The view with the map stays longest: it is what the room works with. */
const STAY_MS: Record<ViewName, number> = { now: 40_000, agencies: 12_000, cameras: 16_000, late: 14_000 };
/** A hand on the wall, or something new that is urgent, holds a view this long. */
export const HOLD_MS = 60_000;

/** Which view to show: one after the other, leaving out those with nothing to show. Time comes from outside. */
export class Rotation {
  view: ViewName = 'now';
  private since: number;
  private heldUntil = 0;

  constructor(now: number) {
    this.since = now;
  }

  /** Returns true when the view changed. */
  tick(now: number, filled: (view: ViewName) => boolean): boolean {
    if (now < this.heldUntil) return false;
    const over = now - this.since >= STAY_MS[this.view];
    if (!over && filled(this.view)) return false;
    this.since = now;
    return this.turn(1, filled);
  }

  /** Somebody turned the page, or touched this one. */
  touched(now: number, by: -1 | 0 | 1, filled: (view: ViewName) => boolean): void {
    this.heldUntil = now + HOLD_MS;
    this.since = now;
    if (by) this.turn(by, filled);
  }

  /** Something urgent: back to the map, and stay there. */
  urgent(now: number): void {
    this.view = 'now';
    this.since = now;
    this.heldUntil = Math.max(this.heldUntil, now + HOLD_MS / 2);
  }

  private turn(by: -1 | 1, filled: (view: ViewName) => boolean): boolean {
    const before = this.view;
    for (let i = 1; i <= VIEWS.length; i++) {
      const next = VIEWS[(VIEWS.indexOf(before) + by * i + VIEWS.length * i) % VIEWS.length] as ViewName;
      if (next === 'now' || filled(next)) {
        this.view = next;
        break;
      }
    }
    return this.view !== before;
  }
}
