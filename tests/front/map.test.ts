import { describe, expect, it } from 'vitest';
import { cluster, type Pin } from '../../static/src/map/cluster';
import { cornersOf } from '../../static/src/map/counts';
import { type Box, hits, sideOf } from '../../static/src/map/labels';
import { cells, mercatorX, mercatorY } from '../../static/src/map/mercator';
import { PointTable } from '../../static/src/map/points';

const pin = (over: Partial<Pin>): Pin => ({
  kind: 'incident',
  id: 1,
  lon: 0,
  lat: 0,
  level: 3,
  held: false,
  icon: 'flood',
  title: '',
  ...over,
});
const onScreen = (one: Pin) => ({ x: one.lon, y: one.lat });

describe('clusters', () => {
  it('given pins on one spot, then the worst stands for all with their number', () => {
    const pins = [pin({ id: 1, level: 4 }), pin({ id: 2, level: 1 }), pin({ id: 3, level: 1, held: true })];
    const placed = cluster(pins, onScreen, () => 20);
    expect(placed).toHaveLength(1);
    expect(placed[0]?.pin.id).toBe(2);
    expect(placed[0]?.members).toHaveLength(3);
  });

  it('given a selected pin in a crowd, then it stands alone', () => {
    const pins = [pin({ id: 1, level: 1 }), pin({ id: 2, level: 4, selected: true })];
    expect(cluster(pins, onScreen, () => 20)).toHaveLength(2);
  });

  it('given different kinds on one spot, then they do not merge', () => {
    expect(cluster([pin({}), pin({ kind: 'crew' })], onScreen, () => 20)).toHaveLength(2);
  });

  it('given 2,000 pins, then every one of them is in exactly one cluster', () => {
    const pins = Array.from({ length: 2000 }, (_, id) =>
      pin({ id, lon: (id * 37) % 900, lat: (id * 91) % 700 }),
    );
    const members = cluster(pins, onScreen, () => 40).flatMap((placed) =>
      placed.members.map((one) => one.id),
    );
    expect(new Set(members).size).toBe(2000);
    expect(members).toHaveLength(2000);
  });
});

describe('labels', () => {
  const sizes = { labelHeight: 20, gap: 10 };
  const frame: Box = { left: 0, top: 0, right: 300, bottom: 200 };
  const at = (x: number, selected = false) => ({ x, y: 100, pin: { selected } });

  it('given room, then right of the pin; at the right edge, then left', () => {
    expect(sideOf(at(100), 80, sizes, [], frame)).toBe('right');
    expect(sideOf(at(280), 80, sizes, [], frame)).toBe('left');
  });

  it('given another pin on either side, then no label; a selected one is always named', () => {
    const taken: Box[] = [
      { left: 120, right: 140, top: 90, bottom: 110 },
      { left: 40, right: 60, top: 90, bottom: 110 },
    ];
    expect(sideOf(at(100), 80, sizes, [...taken], frame)).toBeNull();
    expect(sideOf(at(100, true), 80, sizes, [...taken], frame)).toBe('right');
    expect(sideOf(at(150, true), 200, sizes, [], frame)).toBe('below');
  });
});

describe('numbers of clusters', () => {
  const sizes = { digit: 10, padding: 6, narrowest: 20, height: 20, dx: 8, dy: 2, pin: 15 };
  const frame: Box = { left: 0, top: 0, right: 400, bottom: 400 };
  const several = (x: number, y: number, count: number) => {
    const members = Array.from({ length: count }, (_, id) => pin({ id, lon: x, lat: y }));
    return { pin: pin({}), x, y, members };
  };

  it('given room, then top left; given a pin there, then another corner; given one pin, then none', () => {
    const found = cornersOf([several(100, 100, 3), several(200, 100, 3), several(175, 80, 1)], sizes, frame);
    expect([...(found?.values() ?? [])].map(({ corner }) => corner)).toEqual(['nw', 'ne']);
  });

  it('given neighbours that meet, then no number covers another number or pin', () => {
    const placed = [several(100, 100, 12), several(150, 100, 300), several(125, 150, 7), several(30, 15, 2)];
    const boxes = [...(cornersOf(placed, sizes, frame)?.values() ?? [])].map(({ box }) => box);
    expect(boxes).toHaveLength(4);
    for (const box of boxes) expect(boxes.filter((other) => hits(box, other))).toEqual([box]);
  });

  it('given a crowd without a free corner, then it says so', () =>
    expect(
      cornersOf(
        [100, 130, 160].flatMap((x) => [100, 130, 160].map((y) => several(x, y, 9))),
        sizes,
        frame,
      ),
    ).toBeNull());
});

describe('live points', () => {
  function packed(records: [number, number, number, number][]): ArrayBuffer {
    const view = new DataView(new ArrayBuffer(records.length * 16));
    records.forEach(([id, lon, lat, state], i) => {
      view.setUint32(i * 16, id, true);
      view.setInt32(i * 16 + 4, Math.round(lon * 1e7), true);
      view.setInt32(i * 16 + 8, Math.round(lat * 1e7), true);
      view.setUint8(i * 16 + 13, state);
    });
    return view.buffer;
  }
  function frame(records: [number, number][]): ArrayBuffer {
    const view = new DataView(new ArrayBuffer(records.length * 13));
    records.forEach(([id, state], i) => {
      view.setUint32(i * 13, id, true);
      view.setUint8(i * 13 + 4, state);
    });
    return view.buffer;
  }

  it('given a frame, then only known sensors that changed are touched', () => {
    const table = new PointTable();
    table.load(
      packed([
        [7, 107.5, 16.4, 0],
        [9, 107.6, 16.5, 0],
        [12, 107.7, 16.6, 0],
      ]),
    );
    table.takeDirty();
    expect(
      table.frame(
        frame([
          [9, 5],
          [7, 0],
          [99, 5],
        ]),
      ),
    ).toBe(1);
    expect(table.state[1]).toBe(5);
    expect(table.takeDirty()).toEqual([1, 1]);
    expect(table.takeDirty()).toBeNull();
  });

  it('given a list loaded again, then the old points are forgotten', () => {
    const table = new PointTable();
    table.load(
      packed([
        [7, 107.5, 16.4, 0],
        [9, 107.6, 16.5, 0],
      ]),
    );
    table.load(packed([[9, 107.6, 16.5, 3]]));
    expect([table.size, table.state[0]]).toEqual([1, 3]);
  });

  it('given a frame that comes while the list is fetched, then the newer state stays', () => {
    const table = new PointTable();
    table.load(packed([[7, 107.5, 16.4, 0]]));
    const fetched = packed([
      [7, 107.5, 16.4, 0],
      [9, 107.6, 16.5, 0],
    ]);
    table.hold();
    table.hear(
      frame([
        [7, 5],
        [9, 4],
      ]),
    );
    table.load(fetched);
    table.release();
    expect([table.state[0], table.state[1]]).toEqual([5, 4]);
    table.load(fetched);
    expect(table.state[0]).toBe(0);
  });

  it('given a click between two points, then the nearer; but an alarm is caught from further away', () => {
    const table = new PointTable();
    table.load(
      packed([
        [1, 107.5, 16.4, 0],
        [2, 107.501, 16.4, 5],
      ]),
    );
    const [x, y] = [mercatorX(107.5004), mercatorY(16.4)];
    expect(table.ids[table.nearest(x, y, 1e-3)]).toBe(2);
    expect(table.nearest(mercatorX(107.6), y, 1e-6)).toBe(-1);
  });
});

it('given a view, then its z12 tiles, the middle first, never more than 64', () => {
  expect(cells(107.59, 16.45, 107.6, 16.455)).toEqual(['12/3272/1858']);
  expect(cells(100, 10, 110, 20)).toHaveLength(64);
});
