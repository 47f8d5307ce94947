/** West, south, east, north in degrees. */
export type Box = readonly [number, number, number, number];

/** A place that the city's map does not show: a phone that guesses, or a photo from elsewhere. */
export function outside([west, south, east, north]: Box, at: { lon: number; lat: number }): boolean {
  return at.lon < west || at.lon > east || at.lat < south || at.lat > north;
}
