import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parsePo } from '../../static/build/po.ts';

const CALL = /\bt\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`$]*)`)/g;

/** Every text the browser side can say, with one file that says it. */
function spoken(): Map<string, string> {
  const ids = new Map<string, string>();
  const files = readdirSync('static/src', { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    for (const match of readFileSync(`static/src/${file}`, 'utf8').matchAll(CALL)) {
      const id = (match[1] ?? match[2] ?? match[3] ?? '').replace(/\\(['"])/g, '$1');
      ids.set(id, file);
    }
  }
  return ids;
}

it('given every text on a page, then the English catalogue knows it and keeps its placeholders', () => {
  const english = parsePo(readFileSync('ioc/translations/en/LC_MESSAGES/messages.po', 'utf8'));
  const placeholders = (text: string) => [...text.matchAll(/%\(\w+\)s/g)].map(String).sort();
  const wrong = [...spoken()].filter(
    ([id]) => !english[id] || String(placeholders(english[id])) !== String(placeholders(id)),
  );
  expect(wrong.map(([id, file]) => `${file}: ${id}`)).toEqual([]);
});
