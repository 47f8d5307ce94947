import { type Boot, boot } from '../boot';

/** The page's proof against cross-site requests, fresh from the centre; without network the old one stays. */
export async function renew(): Promise<void> {
  const response = await fetch('/crew', { credentials: 'same-origin' }).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = JSON.parse(page.getElementById('boot')?.textContent ?? '{}') as Partial<Boot>;
  if (fresh.csrf) boot.csrf = fresh.csrf;
}
