import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vitest/config';

/** What the shift report carries inside itself (ioc/insight/report/chart.py): copied as it is, under its plain name. */
const FILES = ['leaflet/dist/leaflet.js', 'leaflet/dist/leaflet.css'];

/** Its letters, inside one style sheet: of those the pages use, what Vietnamese and English need. */
const FONT = '@fontsource/be-vietnam-pro';
const WEIGHTS = [400, 600];
const LETTERS = /-(?:latin|vietnamese)-\d/;

export function vendor(): Plugin {
  let out = '';
  return {
    name: 'vendor',
    apply: 'build',
    configResolved(config) {
      out = join(config.root, config.build.outDir, 'vendor');
    },
    closeBundle() {
      mkdirSync(out, { recursive: true });
      for (const file of FILES) {
        copyFileSync(join('node_modules', file), join(out, file.split('/').at(-1) ?? file));
      }
      writeFileSync(join(out, 'font.css'), WEIGHTS.flatMap(faces).join('\n'));
    },
  };
}

function faces(weight: number): string[] {
  const folder = join('node_modules', FONT);
  const all = readFileSync(join(folder, `${weight}.css`), 'utf8').match(/@font-face \{[^}]+\}/g) ?? [];
  return all
    .filter((face) => LETTERS.test(face))
    .map((face) =>
      face.replace(/src: url\(([^)]+\.woff2)\)[^;]+;/, (_, file: string) => {
        const data = readFileSync(join(folder, file), 'base64');
        return `src: url(data:font/woff2;base64,${data}) format('woff2');`;
      }),
    );
}
