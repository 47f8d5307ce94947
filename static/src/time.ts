import { boot } from './boot';
import { now } from './clock';
import { t } from './i18n';

const LOCALE = boot.lang === 'en' ? 'en-GB' : 'vi-VN';
const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: number | string, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options);
  let formatter = formats.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(LOCALE, {
      timeZone: boot.city.timezone,
      hourCycle: 'h23',
      ...options,
    });
    formats.set(key, formatter);
  }
  return formatter.format(typeof at === 'string' ? Date.parse(at) : at);
}

/** 18:42, in the city's zone wherever the browser stands. */
export const clockTime = (at: number | string) => format(at, { hour: '2-digit', minute: '2-digit' });
export const clockSeconds = (at: number | string) =>
  format(at, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const dayMonth = (at: number | string) =>
  format(at, { day: '2-digit', month: '2-digit' }).replace(/[/-]/, '.');
export const fullTime = (at: number | string) =>
  format(at, { day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit' });

const WEEKDAYS = ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'];

/** CN 22.11 */
export function weekday(at: number): string {
  const day = new Date(new Date(at).toLocaleString('en-US', { timeZone: boot.city.timezone })).getDay();
  return `${t(WEEKDAYS[day] ?? '')} ${dayMonth(at)}`;
}

/** 18:42 today, "21.11 18:42" on another day. */
export function dayTime(at: number | string): string {
  const day = format(at, { day: '2-digit', month: '2-digit', year: 'numeric' });
  const today = format(now(), { day: '2-digit', month: '2-digit', year: 'numeric' });
  return day === today ? clockTime(at) : `${dayMonth(at)} ${clockTime(at)}`;
}

const pad = (n: number) => String(n).padStart(2, '0');

/** 3 giây · 4 phút · 1 giờ 06 · 2 ngày */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return t('%(n)s giây', { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('%(n)s phút', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t('%(h)s giờ %(m)s', { h: hours, m: pad(minutes % 60) });
  return t('%(n)s ngày', { n: Math.floor(hours / 24) });
}

/** What a deadline shows: 1:48 below an hour, 3 giờ 18 above. Always positive; the words beside it say trễ or còn. */
export function countdown(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
  return duration(Math.abs(ms));
}

export const since = (at: string) => Math.max(0, now() - Date.parse(at));

export function number(value: number, digits = 0): string {
  return value.toLocaleString(LOCALE, { minimumFractionDigits: 0, maximumFractionDigits: digits });
}

/** 94,1 % */
export const percent = (ratio: number) => `${number(ratio * 100, 1)} %`;

/** 6 m · 850 m · 1,1 km */
export function distance(metres: number): string {
  if (metres < 95) return `${number(metres)} m`;
  return metres < 950 ? `${number(Math.round(metres / 10) * 10)} m` : `${number(metres / 1000, 1)} km`;
}

/** 4 phút; never 0. */
export const minutes = (seconds: number) => t('%(n)s phút', { n: Math.max(1, Math.round(seconds / 60)) });

/** How long ago, in words: 14 phút. */
export const ago = (at: string): string => duration(since(at));
