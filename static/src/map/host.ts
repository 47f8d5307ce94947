import { boot } from '../boot';

/** The address of a file of the city pack, or null when this city has none. */
export async function exists(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { headers: { Range: 'bytes=0-15' } });
    void response.body?.cancel();
    return response.ok ? new URL(url, location.href).href : null;
  } catch {
    return null;
  }
}

/** Why there is no map, in as few words as will do. */
export function reason(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return /webgl/i.test(words) ? 'WebGL' : words.slice(0, 80);
}

/** Whose map it is. */
export function credit(): HTMLElement {
  const line = document.createElement('span');
  line.className = 'map-credit';
  line.textContent = boot.city.attribution;
  return line;
}
