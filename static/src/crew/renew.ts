import { Problem } from '../api';
import { type Boot, boot } from '../boot';
import type { Me } from '../wire';

/** Somebody else has signed in beside this page: their work is not shown here, nor kept as this person's. */
export const isStranger = (me: Me | null | undefined): boolean => me != null && me.id !== boot.me?.id;

const SIGNED_OUT = new Problem(401, 'unauthenticated', '', '');

/**
 * The page's proof against cross-site requests, fresh from the centre; without network the old one stays.
 * Raises a Problem (401) when nobody is signed in any more, or somebody else is: nothing goes out in their name.
 */
export async function renew(): Promise<void> {
  const response = await fetch('/crew', { credentials: 'same-origin' }).catch(() => null);
  if (response?.status === 401) throw SIGNED_OUT;
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = JSON.parse(page.getElementById('boot')?.textContent ?? '{}') as Partial<Boot>;
  if (fresh.me?.id !== boot.me?.id) throw SIGNED_OUT;
  if (fresh.csrf) boot.csrf = fresh.csrf;
}
