import type { Priority } from '../wire';

export type PinKind = 'incident' | 'crew' | 'camera' | 'place';

/** Something with a place that is drawn above the map. */
export interface Pin {
  kind: PinKind;
  id: number;
  lon: number;
  lat: number;
  level: Priority | 0;
  held: boolean;
  icon: string;
  /** Words for those who hover or listen. */
  title: string;
  /** Written beside the pin; left out when it would cover something. */
  label?: string;
  quiet?: boolean;
  selected?: boolean;
}

export interface Placed {
  pin: Pin;
  x: number;
  y: number;
  /** Everything drawn here, the pin itself included. The pin is the worst of them. */
  members: Pin[];
}

/** Solid before hollow, sharper before rounder; an incident without a level counts as P3: somebody must look. */
export function rank(pin: Pin): number {
  return (pin.held ? 10 : 0) + (pin.level || 3) - (pin.selected ? 100 : 0);
}

/**
 * Pins nearer than `radius` pixels become one, shown as the worst of them with their number. The selected pin always
 * stands alone. Pins of different kinds never merge. Linear in the number of pins: a grid finds the neighbours.
 */
export function cluster(
  pins: readonly Pin[],
  project: (pin: Pin) => { x: number; y: number },
  radius: (kind: PinKind) => number,
): Placed[] {
  const placed: Placed[] = [];
  const grid = new Map<string, Placed[]>();
  for (const pin of [...pins].sort((a, b) => rank(a) - rank(b))) {
    const { x, y } = project(pin);
    const reach = radius(pin.kind);
    const host = pin.selected ? undefined : near(grid, pin.kind, x, y, reach);
    if (host) {
      host.members.push(pin);
      continue;
    }
    const spot = { pin, x, y, members: [pin] };
    placed.push(spot);
    if (pin.selected) continue;
    const key = cell(pin.kind, x, y, reach);
    const there = grid.get(key);
    if (there) there.push(spot);
    else grid.set(key, [spot]);
  }
  return placed;
}

const cell = (kind: PinKind, x: number, y: number, size: number, dx = 0, dy = 0) =>
  `${kind}/${Math.floor(x / size) + dx}/${Math.floor(y / size) + dy}`;

function near(
  grid: Map<string, Placed[]>,
  kind: PinKind,
  x: number,
  y: number,
  reach: number,
): Placed | undefined {
  for (let dx = -1; dx <= 1; dx++) {
    for (let dy = -1; dy <= 1; dy++) {
      for (const spot of grid.get(cell(kind, x, y, reach, dx, dy)) ?? []) {
        if (Math.hypot(spot.x - x, spot.y - y) < reach) return spot;
      }
    }
  }
  return undefined;
}
