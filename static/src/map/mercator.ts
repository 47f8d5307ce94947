/** Web Mercator on a unit square: what the camera matrix of the map expects. */
export const mercatorX = (lon: number): number => (180 + lon) / 360;

export const mercatorY = (lat: number): number =>
  (180 - (180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))) / 360;

/** The z12 tiles that a rectangle touches, as the feed names them, nearest to the middle first. */
export function cells(west: number, south: number, east: number, north: number, most = 64): string[] {
  const n = 2 ** 12;
  const clamp = (v: number) => Math.min(n - 1, Math.max(0, Math.floor(v)));
  const [x0, x1] = [clamp(mercatorX(west) * n), clamp(mercatorX(east) * n)];
  const [y0, y1] = [clamp(mercatorY(north) * n), clamp(mercatorY(south) * n)];
  const found: { name: string; far: number }[] = [];
  for (let x = x0; x <= x1; x++) {
    for (let y = y0; y <= y1; y++) {
      found.push({ name: `12/${x}/${y}`, far: Math.hypot(x - (x0 + x1) / 2, y - (y0 + y1) / 2) });
      if (found.length > 4096) break;
    }
  }
  return found
    .sort((a, b) => a.far - b.far)
    .slice(0, most)
    .map((cell) => cell.name);
}
