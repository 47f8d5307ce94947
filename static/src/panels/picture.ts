import type { CameraCard } from '../wire';

/** A picture's address that changes with the picture. */
export const pictureOf = (camera: CameraCard): string | null =>
  camera.snapshot_url && camera.captured_at
    ? `${camera.snapshot_url}${camera.snapshot_url.includes('?') ? '&' : '?'}at=${Date.parse(camera.captured_at)}`
    : camera.snapshot_url;
