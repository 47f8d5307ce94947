import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import type { Plugin } from 'vitest/config';

/**
 * icon.svg as PNG, for who takes no SVG: home screens of phones and tablets. Drawn by hand, since our mark is made of
 * straight lines and half circles only; whoever gives it another shape is told so by the build.
 */

const SOURCE = 'static/src/icon.svg';
export const SIZES = [180, 192, 512];
const FINE = 4; // samples a pixel, each way

type Colour = [number, number, number];
type Inside = (x: number, y: number) => boolean;

interface Drawing {
  box: number;
  ground: Colour;
  ink: Colour;
  strokes: Inside[];
}

export function icons(): Plugin {
  return {
    name: 'icons',
    apply: 'build',
    generateBundle() {
      const drawing = read(readFileSync(SOURCE, 'utf8'));
      for (const size of SIZES) {
        const originalFileName = SOURCE.replace('.svg', `-${size}.png`);
        this.emitFile({
          type: 'asset',
          name: `icon-${size}.png`,
          originalFileName,
          source: png(drawing, size),
        });
      }
    },
  };
}

export function read(svg: string): Drawing {
  const take = (pattern: RegExp): string[] => {
    const found = svg.match(pattern);
    if (!found) throw new Error(`${SOURCE}: static/build/icons.ts finds no ${pattern.source} in it`);
    return found.slice(1);
  };
  const numbers = (pattern: RegExp) => take(pattern).map(Number) as [number, number, number];
  const [box] = numbers(/viewBox="0 0 (\d+) \1"/);
  const [dx, dy, scale] = numbers(/translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+)\)/);
  const [width] = numbers(/stroke-width="([\d.]+)"/);
  const lines = strokes(take(/ d="([^"]+)"/)[0] ?? '', width / 2);
  const placed = lines.map(
    (inside): Inside =>
      (x, y) =>
        inside((x - dx) / scale, (y - dy) / scale),
  );
  const [ground, ink] = [take(/<rect[^>]* fill="([^"]+)"/), take(/ stroke="([^"]+)"/)];
  return { box, ground: colour(ground[0] ?? ''), ink: colour(ink[0] ?? ''), strokes: placed };
}

/** Each line and half circle, with square ends, as the question whether a point lies on it. `r`: half its width. */
function strokes(path: string, r: number): Inside[] {
  const found: Inside[] = [];
  let [x, y] = [0, 0];
  for (const [, command = '', text = ''] of path.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const given = (text.match(/-?\d*\.?\d+/g) ?? []).map(Number);
    const [a = 0, b = 0] = given;
    if (command === 'M') [x, y] = [a, b];
    else if (command === 'h') found.push(bar(x, x + a, y, y, r));
    else if (command === 'v') found.push(bar(x, x, y, y + a, r));
    else if (command === 'a' && given[5] === 2 * a && given[6] === 0 && given[4] === 1)
      found.push(arch(x + a, y, a, r));
    else throw new Error(`${SOURCE}: static/build/icons.ts cannot draw ${command}${text}`);
  }
  return found;
}

const bar = (x0: number, x1: number, y0: number, y1: number, r: number): Inside => {
  const [left, right, top, bottom] = [Math.min(x0, x1), Math.max(x0, x1), Math.min(y0, y1), Math.max(y0, y1)];
  return (x, y) => x >= left - r && x <= right + r && y >= top - r && y <= bottom + r;
};

/** The upper half of a circle; its ends stand square below the middle. */
const arch =
  (cx: number, cy: number, radius: number, r: number): Inside =>
  (x, y) =>
    y <= cy
      ? Math.abs(Math.hypot(x - cx, y - cy) - radius) <= r
      : y <= cy + r && Math.abs(Math.abs(x - cx) - radius) <= r;

function colour(hex: string): Colour {
  const short = /^#(.)(.)(.)$/.exec(hex);
  const long = short
    ? `#${short
        .slice(1)
        .map((each) => each + each)
        .join('')}`
    : hex;
  if (!/^#[\da-f]{6}$/i.test(long))
    throw new Error(`${SOURCE}: ${hex} is no colour that static/build/icons.ts knows`);
  return [1, 3, 5].map((at) => Number.parseInt(long.slice(at, at + 2), 16)) as Colour;
}

export function png(drawing: Drawing, size: number): Uint8Array {
  const rows = Buffer.alloc(size * (1 + 3 * size));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const share = covered(drawing, column, row, drawing.box / size);
      const at = row * (1 + 3 * size) + 1 + 3 * column;
      for (let part = 0; part < 3; part++) {
        rows[at + part] = Math.round(
          (drawing.ground[part] ?? 0) * (1 - share) + (drawing.ink[part] ?? 0) * share,
        );
      }
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2], 8); // eight bits, red green blue
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND')]);
}

function covered(drawing: Drawing, column: number, row: number, step: number): number {
  let hits = 0;
  for (let i = 0; i < FINE * FINE; i++) {
    const x = (column + ((i % FINE) + 0.5) / FINE) * step;
    const y = (row + (Math.floor(i / FINE) + 0.5) / FINE) * step;
    if (drawing.strokes.some((inside) => inside(x, y))) hits++;
  }
  return hits / (FINE * FINE);
}

function chunk(name: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
