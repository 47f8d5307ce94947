/** Reads a gettext catalogue: message id → translation. Empty translations are left out. */
export function parsePo(text: string): Record<string, string> {
  const messages: Record<string, string> = {};
  let id = '';
  let translation = '';
  let field: 'id' | 'translation' | null = null;

  const keep = () => {
    if (id && translation) messages[id] = translation;
    id = '';
    translation = '';
  };
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line.startsWith('msgid ')) {
      keep();
      field = 'id';
      id = unquote(line.slice(6));
    } else if (line.startsWith('msgstr ')) {
      field = 'translation';
      translation = unquote(line.slice(7));
    } else if (line.startsWith('"')) {
      if (field === 'id') id += unquote(line);
      if (field === 'translation') translation += unquote(line);
    }
  }
  keep();
  return messages;
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', '"': '"', '\\': '\\' };

function unquote(quoted: string): string {
  return quoted
    .trim()
    .slice(1, -1)
    .replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}
