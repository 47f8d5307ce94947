/** One slice of a CSV file: its head line, some rows, and the line of the file where the rows begin. */
export interface Slice {
  text: string;
  firstLine: number;
}

/** Cuts a CSV text into slices of `size` rows. A quoted field may hold line ends: such a row is never cut in two. */
export function slices(text: string, size: number): Slice[] {
  const rows = logicalRows(text.replace(/^\uFEFF/, ''));
  const head = rows.shift();
  if (!head) return [];
  const made: Slice[] = [];
  let line = 1 + head.lines;
  for (let at = 0; at < rows.length; at += size) {
    const part = rows.slice(at, at + size);
    // The server counts the head as line 1, so that row 1 of the slice is line 2 there.
    made.push({ text: [head, ...part].map((row) => row.text).join('\n'), firstLine: line - head.lines });
    line += part.reduce((sum, row) => sum + row.lines, 0);
  }
  return made;
}

interface Row {
  text: string;
  lines: number;
}

function logicalRows(text: string): Row[] {
  const rows: Row[] = [];
  let open: Row | null = null;
  for (const line of text.split(/\r?\n/)) {
    const row: Row = open
      ? { text: `${open.text}\n${line}`, lines: open.lines + 1 }
      : { text: line, lines: 1 };
    const quotes = row.text.split('"').length - 1;
    open = quotes % 2 === 1 ? row : null;
    if (!open) rows.push(row);
  }
  if (open) rows.push(open);
  while (rows.length > 0 && rows.at(-1)?.text.trim() === '') rows.pop();
  return rows;
}
