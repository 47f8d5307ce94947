import { dayTime } from '../time';
import { make, need } from './dom';
import { sent } from './drafts';

/** The reports of this phone, which no account remembers. */
export function showSent(): void {
  const list = sent();
  const box = need('#mine');
  box.hidden = list.length === 0;
  need('ul', box).replaceChildren(
    ...list.map((entry) => {
      const when = make('span', { className: 'quiet small' }, `${entry.code} · ${dayTime(entry.at)}`);
      return make('li', {}, make('a', { href: entry.url }, make('b', {}, entry.title || entry.code), when));
    }),
  );
}
