import { afterEach, describe, expect, it } from 'vitest';
import { boot } from '../../static/src/boot';
import { called } from '../../static/src/i18n';

describe('what an incident is called', () => {
  const flood = { title: 'Ngập đường', titles: { vi: 'Ngập đường', en: 'Flooded street' } };
  afterEach(() => {
    boot.lang = 'vi';
  });

  it('given a name of the house, then each reader reads it in their language', () => {
    expect(called(flood)).toBe('Ngập đường');
    boot.lang = 'en';
    expect(called(flood)).toBe('Flooded street');
  });

  it('given a city that speaks English, then a Vietnamese page is Vietnamese', () =>
    expect(called({ ...flood, title: 'Flooded street' })).toBe('Ngập đường'));

  it('given words that somebody typed, then they stay', () => {
    boot.lang = 'en';
    expect(called({ title: 'Ngập tầng hầm', titles: null })).toBe('Ngập tầng hầm');
    expect(called({ title: 'Ngập tầng hầm' })).toBe('Ngập tầng hầm');
    expect(called(undefined)).toBe('');
  });
});
