import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vitest/config';

/** What the shift report carries inside itself (ioc/insight/report/chart.py): copied as it is, under its plain name. */
const FILES = ['leaflet/dist/leaflet.js', 'leaflet/dist/leaflet.css'];

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
    },
  };
}
