import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { png } from '../../static/build/icons.ts';

const SIZE = 64;
const [GROUND, INK] = [
  [0x1b, 0x4b, 0x93],
  [255, 255, 255],
];

describe('the icon as PNG', async () => {
  const file = await png('static/src/icon.svg', SIZE);
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const of = (x: number, y: number) => {
    const at = (Math.round(y * 2) * SIZE + Math.round(x * 2)) * info.channels; // in units of the SVG
    return [...data.subarray(at, at + 3)];
  };

  it('given the SVG, then it is an opaque picture of its size', () =>
    expect([info.width, info.height, info.channels]).toEqual([SIZE, SIZE, 3]));

  it('given the SVG, then the ground and the mark have its colours where it has them', () => {
    expect(of(1, 1)).toEqual(GROUND);
    expect(of(16, 22.3)).toEqual(INK); // on the line below
    expect(of(16, 12)).toEqual(INK); // on the mast
    expect(of(4.8 + 0.7 * 5, 4.8 + 0.7 * 21.5)).toEqual(INK); // where the outer arch begins
    expect(of(11.8, 15.65)).toEqual(GROUND); // between the arches
  });
});
