import type { Shot } from './jobs';

/** Addresses of photos that are still on the tablet; given back when the page lets go of them. */
export class Shots {
  private readonly urls = new Map<string, string>();

  url(shot: Shot): string {
    const known = this.urls.get(shot.key);
    if (known) return known;
    const made = URL.createObjectURL(shot.photo);
    this.urls.set(shot.key, made);
    return made;
  }

  forget(): void {
    for (const url of this.urls.values()) URL.revokeObjectURL(url);
    this.urls.clear();
  }
}
