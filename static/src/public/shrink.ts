/** What leaves the phone: no larger than the centre keeps, so that a report takes seconds on a bad network. */

const SIDE = 2560;
const SMALL = 900_000;
const QUALITY = 0.86;

/** A JPEG of at most 2560 px, upright; the file itself when it is small, or when this browser cannot read it. */
export async function shrink(file: File | Blob): Promise<Blob> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    // The centre judges it, and says in words what is wrong with it.
    return file;
  }
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && file.size < SMALL) {
    bitmap.close();
    return file;
  }
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
  return made && made.size < file.size ? made : file;
}
