/** One covered area: left, top, width, height in percent of the picture. */
export type Mask = readonly [number, number, number, number];

/** `10 20 30 40` a line, as the form's field has it. Lines that are no mask are left out. */
export function readMasks(text: string): Mask[] {
  return text
    .split('\n')
    .map((line) =>
      line
        .trim()
        .split(/[\s;]+/)
        .map(Number),
    )
    .filter((parts) => parts.length === 4 && parts.every((part) => part >= 0 && part <= 100))
    .map((parts) => parts as unknown as Mask);
}

export const writeMasks = (masks: readonly Mask[]): string =>
  masks.map((mask) => mask.map((part) => Number(part.toFixed(1))).join(' ')).join('\n');

/** The area between two corners, whichever was first, within the picture; null for one too small to mean anything. */
export function between(ax: number, ay: number, bx: number, by: number): Mask | null {
  const [left, right] = [Math.max(0, Math.min(ax, bx)), Math.min(100, Math.max(ax, bx))];
  const [top, bottom] = [Math.max(0, Math.min(ay, by)), Math.min(100, Math.max(ay, by))];
  return right - left < 1 || bottom - top < 1 ? null : [left, top, right - left, bottom - top];
}
