import { describe, expect, it } from 'vitest';
import type { Board } from '../../static/src/store';
import { HOLD_MS, Rotation, type ViewName } from '../../static/src/wall/rotation';
import { street, what } from '../../static/src/wall/scene';
import type { IncidentCard } from '../../static/src/wire';

const all = () => true;

describe('the rotation of the wall', () => {
  it('given nobody touches it, then every view comes by and the map returns', () => {
    const rotation = new Rotation(0);
    const seen: ViewName[] = [];
    for (let now = 0; now < 120_000; now += 1000) {
      if (rotation.tick(now, all)) seen.push(rotation.view);
    }
    expect(seen.slice(0, 4)).toEqual(['agencies', 'cameras', 'late', 'now']);
  });

  it('given views with nothing to show, then they are left out', () => {
    const rotation = new Rotation(0);
    rotation.tick(41_000, (view) => view === 'late');
    expect(rotation.view).toBe('late');
  });

  it('given a view that empties while it is shown, then it goes at once', () => {
    const rotation = new Rotation(0);
    rotation.tick(41_000, (view) => view === 'late');
    rotation.tick(42_000, () => false);
    expect(rotation.view).toBe('now');
  });

  it('given a hand, then the view stays for a minute', () => {
    const rotation = new Rotation(0);
    rotation.touched(0, 1, all);
    expect(rotation.tick(HOLD_MS - 1, all)).toBe(false);
    expect(rotation.view).toBe('agencies');
  });

  it('given something urgent, then the map comes back', () => {
    const rotation = new Rotation(0);
    rotation.touched(0, 1, all);
    rotation.urgent(1000);
    expect(rotation.view).toBe('now');
  });
});

describe('the street that the wall names', () => {
  it.each([
    ['112 Nguyễn Sinh Cung, Vỹ Dạ', 'Nguyễn Sinh Cung'],
    ['Đập Đá', 'Đập Đá'],
    ['12/4B Đường Hùng Vương', 'Hùng Vương'],
    ['', 'Vỹ Dạ'],
  ])('given %s, then %s', (place, name) => expect(street({ place, ward: 'Vỹ Dạ' })).toBe(name));
});

describe('the two words of the wall', () => {
  const board = { categories: [{ code: 'tree', name: 'Cây xanh', names: null }] } as unknown as Board;
  const tree = { category: 'tree', title: 'Cây đổ', titles: null, origin: 'live' } as unknown as IncidentCard;

  it('given a short title, then it stands; a long one makes room for its category', () => {
    expect(what(board, tree)).toBe('Cây đổ');
    expect(what(board, { ...tree, title: 'Cây đổ chắn hai làn xe' })).toBe('Cây xanh');
  });

  it('given a drill, then it is called that, however long its title', () => {
    expect(what(board, { ...tree, origin: 'drill' })).toBe('Diễn tập');
    expect(what(board, { ...tree, origin: 'drill', title: 'Cây đổ chắn hai làn xe' })).toBe('Diễn tập');
  });
});
