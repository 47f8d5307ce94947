import { describe, expect, it } from 'vitest';
import { used } from '../../static/src/elements/deadline';
import { clockTime, countdown, distance, duration, percent } from '../../static/src/time';

describe('words for time', () => {
  it.each([
    [3_000, '3 giây'],
    [240_000, '4 phút'],
    [3_960_000, '1 giờ 06'],
    [3 * 86_400_000, '3 ngày'],
  ])('given %i ms, then it says %s', (ms, words) => expect(duration(ms)).toBe(words));

  it('given a deadline missed by 108 s, then it counts in minutes and seconds without a sign', () =>
    expect(countdown(-108_000)).toBe('1:48'));

  it('given UTC, then the clock is the city’s', () =>
    expect(clockTime('2026-11-22T11:42:07Z')).toBe('18:42'));

  it('given half of the time, then half of the rule is used', () =>
    expect(used('2026-11-22T11:00:00Z', '2026-11-22T12:00:00Z', Date.parse('2026-11-22T11:30:00Z'))).toBe(
      0.5,
    ));
});

describe('words for numbers', () => {
  it('writes a decimal comma', () => expect(percent(0.941)).toBe('94,1 %'));
  it('rounds metres as people do', () =>
    expect([distance(847), distance(1120)]).toEqual(['850 m', '1,1 km']));
});
