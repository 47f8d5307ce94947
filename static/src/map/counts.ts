import type { Placed } from './cluster';
import { type Box, hits } from './labels';

/** How large the number of a cluster is drawn, and where it touches its pin; the CSS of the page must agree. */
export interface CountSizes {
  digit: number;
  /** Left and right of the digits, together. */
  padding: number;
  narrowest: number;
  height: number;
  /** How far its inner corner lies from the middle of the pin, each way. */
  dx: number;
  dy: number;
  /** Half of what a pin covers. */
  pin: number;
}

const CORNERS = ['nw', 'ne', 'sw', 'se'] as const;
export type Corner = (typeof CORNERS)[number];
/** Where each cluster's number stands. */
export type Counts = Map<Placed, { corner: Corner; box: Box }>;

/** A corner for each number where it covers no other pin and no other number; null if one finds none. */
export function cornersOf(placed: readonly Placed[], sizes: CountSizes, frame: Box): Counts | null {
  const incidents = placed.filter(({ pin }) => pin.kind === 'incident');
  const pins = incidents.map((one) => ({ one, box: around(one, sizes.pin) }));
  const found: Counts = new Map();
  for (const one of incidents.filter(({ x, y, members }) => members.length > 1 && within(frame, x, y))) {
    const others = pins.filter((other) => other.one !== one).map((other) => other.box);
    const taken = [...others, ...[...found.values()].map(({ box }) => box)];
    const corner = CORNERS.find((each) => {
      const box = boxAt(one, each, sizes);
      return inside(frame, box) && !taken.some((other) => hits(box, other));
    });
    if (!corner) return null;
    found.set(one, { corner, box: boxAt(one, corner, sizes) });
  }
  return found;
}

function boxAt({ x, y, members }: Placed, corner: Corner, sizes: CountSizes): Box {
  const digits = String(members.length).length * sizes.digit;
  const width = Math.max(sizes.narrowest, digits + sizes.padding);
  const left = corner.endsWith('w') ? x - sizes.dx - width : x + sizes.dx;
  const top = corner.startsWith('n') ? y - sizes.dy - sizes.height : y + sizes.dy;
  return { left, top, right: left + width, bottom: top + sizes.height };
}

const around = ({ x, y }: Placed, r: number): Box => ({
  left: x - r,
  right: x + r,
  top: y - r,
  bottom: y + r,
});
const within = (frame: Box, x: number, y: number) =>
  x > frame.left && x < frame.right && y > frame.top && y < frame.bottom;
const inside = (frame: Box, box: Box) =>
  box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
