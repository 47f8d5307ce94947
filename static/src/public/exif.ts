export interface Position {
  lon: number;
  lat: number;
}

const GPS = 0x8825;
enum Tag {
  LatRef = 1,
  Lat,
  LonRef,
  Lon,
}
const APP1 = 0xe1;
const SOS = 0xda;
const ENTRY = 12;

/** Where a JPEG says it was taken, or null. The page reads it to place the pin; the centre never stores it. */
export function position(file: ArrayBuffer): Position | null {
  try {
    const tiff = exif(new DataView(file));
    return tiff ? gps(tiff) : null;
  } catch {
    // Cut short or broken: a photo without a position.
    return null;
  }
}

/** The TIFF block of the Exif segment. */
function exif(view: DataView): DataView | null {
  if (view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === SOS) return null;
    const length = view.getUint16(at + 2);
    if (marker === APP1 && view.getUint32(at + 4) === 0x45786966)
      return new DataView(view.buffer, at + 10, length - 8);
    at += 2 + length;
  }
  return null;
}

function gps(tiff: DataView): Position | null {
  const little = tiff.getUint16(0) === 0x4949;
  const main = entries(tiff, tiff.getUint32(4, little), little);
  const pointer = main.get(GPS);
  if (pointer === undefined) return null;
  const found = entries(tiff, tiff.getUint32(pointer + 8, little), little);
  const lat = degrees(tiff, found.get(Tag.Lat), little);
  const lon = degrees(tiff, found.get(Tag.Lon), little);
  const south = letter(tiff, found.get(Tag.LatRef)) === 'S';
  const west = letter(tiff, found.get(Tag.LonRef)) === 'W';
  const sane = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0);
  return sane ? { lon: west ? -lon : lon, lat: south ? -lat : lat } : null;
}

/** Tag → where its entry begins. */
function entries(tiff: DataView, at: number, little: boolean): Map<number, number> {
  const count = tiff.getUint16(at, little);
  const found = new Map<number, number>();
  for (let n = 0; n < count; n += 1) {
    const entry = at + 2 + n * ENTRY;
    found.set(tiff.getUint16(entry, little), entry);
  }
  return found;
}

/** Degrees, minutes, seconds as three fractions; NaN when absent, which no comparison lets through. */
function degrees(tiff: DataView, entry: number | undefined, little: boolean): number {
  if (entry === undefined) return Number.NaN;
  const at = tiff.getUint32(entry + 8, little);
  const part = (n: number) =>
    tiff.getUint32(at + n * 8, little) / (tiff.getUint32(at + n * 8 + 4, little) || 1);
  return part(0) + part(1) / 60 + part(2) / 3600;
}

const letter = (tiff: DataView, entry: number | undefined) =>
  entry === undefined ? '' : String.fromCharCode(tiff.getUint8(entry + 8));
