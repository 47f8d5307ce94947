import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { png, read } from '../../static/build/icons.ts';

const svg = readFileSync('static/src/icon.svg', 'utf8');
const SIZE = 64;

/** The pixel of our own PNG: one IDAT after an IHDR, no filter. */
function pixels(file: Uint8Array): (x: number, y: number) => number[] {
  const bytes = Buffer.from(file);
  const start = 8 + 25; // signature, IHDR
  const data = inflateSync(bytes.subarray(start + 8, start + 8 + bytes.readUInt32BE(start)));
  return (x, y) => [...data.subarray(y * (1 + 3 * SIZE) + 1 + 3 * x).subarray(0, 3)];
}

describe('the icon as PNG', () => {
  const at = pixels(png(read(svg), SIZE));
  const of = (x: number, y: number) => at(Math.round(x * 2), Math.round(y * 2)); // in units of the SVG

  it('given the SVG, then the ground and the mark have its colours where it has them', () => {
    const [ground, ink] = [
      [0x1b, 0x4b, 0x93],
      [255, 255, 255],
    ];
    expect(of(1, 1)).toEqual(ground);
    expect(of(16, 22.3)).toEqual(ink); // on the line below
    expect(of(16, 12)).toEqual(ink); // on the mast
    expect(of(4.8 + 0.7 * 5, 4.8 + 0.7 * 21.5)).toEqual(ink); // where the outer arch begins
    expect(of(11.8, 15.65)).toEqual(ground); // between the arches
  });

  it('given a shape that it cannot draw, then it says so', () =>
    expect(() => read(svg.replace('h28', 'c1 2 3 4 5 6'))).toThrow('cannot draw'));
});
