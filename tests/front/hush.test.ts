import { describe, expect, it } from 'vitest';
import { Hush } from '../../static/src/desk/hush';

describe('the sound of a P1', () => {
  it('given one that was silenced, when another comes, then it rings', () => {
    const hush = new Hush();
    hush.toggle(['incident:1']);
    expect(hush.covers(['incident:1'])).toBe(true);
    expect(hush.covers(['incident:1', 'incident:2'])).toBe(false);
  });

  it('given silence for all of them, when pressed again, then they ring', () => {
    const hush = new Hush();
    hush.toggle(['incident:1']);
    hush.toggle(['incident:1', 'incident:2']);
    expect(hush.covers(['incident:1', 'incident:2'])).toBe(true);
    hush.toggle(['incident:1', 'incident:2']);
    expect(hush.covers(['incident:1', 'incident:2'])).toBe(false);
  });

  it('given one that was silenced and is over, when it comes back, then it rings', () => {
    const hush = new Hush();
    hush.toggle(['alarm:1']);
    hush.forget([]);
    expect(hush.covers(['alarm:1'])).toBe(false);
  });
});
