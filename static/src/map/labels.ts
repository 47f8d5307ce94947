export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Where a label stands beside its pin. */
export type Side = 'left' | 'right' | 'below';

export const hits = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const RING = 10; // pixels that the ring of a selected pin keeps its label away

/**
 * A label goes right of its pin, else left, else nowhere: never over another pin or label, never out of the frame.
 * What it takes is added to `taken`. A selected pin's label is always shown: below, where neither side has its width.
 */
export function sideOf(
  at: { x: number; y: number; pin: { selected?: boolean } },
  width: number,
  sizes: { labelHeight: number; gap: number },
  taken: Box[],
  frame: Box,
): Side | null {
  const own = (box: Box) => box.left <= at.x && box.right >= at.x && box.top <= at.y && box.bottom >= at.y;
  const half = sizes.labelHeight / 2;
  const gap = sizes.gap + (at.pin.selected ? RING : 0);
  const row = { top: at.y - half, bottom: at.y + half };
  const right: Box = { ...row, left: at.x + gap, right: at.x + gap + width };
  const left: Box = { ...row, left: at.x - gap - width, right: at.x - gap };
  const fits = (box: Box) => box.left >= frame.left && box.right <= frame.right;
  for (const [side, box] of [
    ['right', right],
    ['left', left],
  ] as const) {
    if (!fits(box) || row.top < frame.top || row.bottom > frame.bottom) continue;
    if (taken.some((other) => !own(other) && hits(box, other))) continue;
    taken.push(box);
    return side;
  }
  if (!at.pin.selected) return null;
  return fits(right) ? 'right' : fits(left) ? 'left' : 'below';
}
