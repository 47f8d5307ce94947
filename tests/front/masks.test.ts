import { describe, expect, it } from 'vitest';
import { between, readMasks, writeMasks } from '../../static/src/admin/masks';

describe('masks of a camera', () => {
  it('given numbers a line, when read and written, then they are the same', () => {
    expect(writeMasks(readMasks('10 20 30 40\n0;0;5.5;100\n'))).toBe('10 20 30 40\n0 0 5.5 100');
  });

  it('given lines that are none, when read, then they are left out', () => {
    expect(readMasks('a b c d\n1 2 3\n-1 0 5 5\n\n')).toEqual([]);
  });

  it('given two corners in any order, when drawn, then the area stays inside the picture', () => {
    expect(between(110, 50, 60, -5)).toEqual([60, 0, 40, 50]);
    expect(between(10, 10, 10.4, 60)).toBeNull();
  });
});
