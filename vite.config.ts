import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { catalogue } from './static/build/catalogue.ts';
import { icons } from './static/build/icons.ts';
import { vendor } from './static/build/vendor.ts';

// One entry per page: static/src/pages/console.ts becomes `{{ entry('console') }}` in its template.
const pages = readdirSync('static/src/pages')
  .filter((name) => name.endsWith('.ts'))
  .map((name) => [name.slice(0, -3), `static/src/pages/${name}`]);

export default defineConfig(({ mode }) => ({
  base: '/static/dist/',
  publicDir: false,
  plugins: [catalogue(), icons(), vendor()],
  build: {
    outDir: 'static/dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // Fonts and the sprite must stay files: the content security policy allows 'self', not data:.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    // The bench builds one page of its own from the same sources.
    rolldownOptions: {
      checks: { bundlerTimings: false }, // advice for who writes plugins, in the face of who starts the centre
      ...(mode === 'bench' ? {} : { input: Object.fromEntries(pages) }),
    },
  },
  worker: { format: 'es' },
  test: { include: ['tests/front/**/*.test.ts'], environment: 'node' },
}));
