import { t } from '../i18n';
import type { Desk } from './desk';

/** Night is the desk's own light; who sits by a window turns the day on. Kept on this machine. */
const KEPT = 'console-theme';

export function rememberedTheme(): void {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept;
}

export function turnTheme(desk: Desk): void {
  const next = document.documentElement.dataset.theme === 'light' ? 'dark' : 'light';
  document.documentElement.dataset.theme = next;
  localStorage.setItem(KEPT, next);
  desk.say(next === 'light' ? t('Nền sáng') : t('Nền tối'));
}
