import { describe, expect, it } from 'vitest';
import { outside } from '../../static/src/public/ground';

describe('the ground of a city', () => {
  it.each([
    [107.59, 16.46, false],
    [107.4, 16.3, false],
    [0, 0, true],
    [107.59, 16.7, true],
    [108.2, 16.46, true],
  ])('given %f, %f, then outside is %s', (lon, lat, far) =>
    expect(outside([107.4, 16.3, 107.8, 16.6], { lon, lat })).toBe(far),
  );
});
