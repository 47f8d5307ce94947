export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const hits = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * A label goes right of its pin, else left, else nowhere: never over another pin or label, never out of the frame.
 * What it takes is added to `taken`. A selected pin's label is always shown.
 */
export function sideOf(
  at: { x: number; y: number; pin: { selected?: boolean } },
  width: number,
  sizes: { labelHeight: number; gap: number },
  taken: Box[],
  frame: Box,
): 'left' | 'right' | null {
  const own = (box: Box) => box.left <= at.x && box.right >= at.x && box.top <= at.y && box.bottom >= at.y;
  const half = sizes.labelHeight / 2;
  const row = { top: at.y - half, bottom: at.y + half };
  const right: Box = { ...row, left: at.x + sizes.gap, right: at.x + sizes.gap + width };
  const left: Box = { ...row, left: at.x - sizes.gap - width, right: at.x - sizes.gap };
  for (const [side, box] of [
    ['right', right],
    ['left', left],
  ] as const) {
    if (box.left < frame.left || box.right > frame.right) continue;
    if (taken.some((other) => !own(other) && hits(box, other))) continue;
    taken.push(box);
    return side;
  }
  return at.pin.selected ? (right.right <= frame.right ? 'right' : 'left') : null;
}
