import { boot } from './boot';

export type Params = Record<string, string | number>;

let messages: Record<string, string> = {};

/** Call once before the first render. The message id is the Vietnamese text, so only English loads a catalogue. */
export async function loadCatalogue(lang: string = boot.lang): Promise<void> {
  if (lang !== 'en') {
    messages = {};
    return;
  }
  const module = await import('../../ioc/translations/en/LC_MESSAGES/messages.po');
  messages = module.default;
}

/** An id and its parameters: "còn 1:12" is `còn %(n)s` with n. */
export function t(id: string, params?: Params): string {
  const text = messages[id] || id;
  return params ? text.replace(/%\((\w+)\)s/g, (_, name: string) => String(params[name] ?? '')) : text;
}

/** The name of a thing that carries both languages. */
export function named(thing: { name: string; name_en?: string | null } | null | undefined): string {
  if (!thing) return '';
  return (boot.lang === 'en' && thing.name_en) || thing.name;
}

/** The short name where space is dear: a wall, a bar. */
export function shortly(thing: {
  name: string;
  name_en?: string | null;
  short?: string;
  short_en?: string;
}): string {
  return (boot.lang === 'en' ? thing.short_en : thing.short) || named(thing);
}

/** Text that carries both languages itself. */
export const spoken = (text: { vi: string; en: string } | null | undefined): string =>
  text ? (boot.lang === 'en' && text.en) || text.vi : '';

/** What an incident is called: a name of the house in the reader's language, or what somebody typed. */
export const titled = (
  incident: { title: string; titles?: { vi: string; en: string } | null } | null | undefined,
): string => spoken(incident?.titles) || incident?.title || '';

/** The same where nobody may take a drill for the real thing. */
export const called = (
  incident: { title: string; titles?: { vi: string; en: string } | null; origin?: string } | null | undefined,
): string =>
  incident?.origin === 'drill' ? t('Diễn tập: %(title)s', { title: titled(incident) }) : titled(incident);
