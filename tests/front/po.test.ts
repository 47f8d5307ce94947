import { expect, it } from 'vitest';
import { parsePo } from '../../static/build/po.ts';

it('given a catalogue with a header, long lines and escapes, when read, then ids map to translations', () => {
  const text = [
    'msgid ""',
    'msgstr "Content-Type: text/plain"',
    '',
    '#: templates/page.html',
    'msgid "còn %(n)s"',
    'msgstr "%(n)s left"',
    'msgid ""',
    '"dòng một\\n"',
    '"dòng hai"',
    'msgstr "line \\"one\\"\\nline two"',
    'msgid "chưa dịch"',
    'msgstr ""',
  ].join('\n');
  expect(parsePo(text)).toEqual({ 'còn %(n)s': '%(n)s left', 'dòng một\ndòng hai': 'line "one"\nline two' });
});
