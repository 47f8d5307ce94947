import type { Plugin } from 'vite';
import { parsePo } from './po.ts';

/** Lets the browser side import a gettext catalogue: the server and the page share one file of translations. */
export function catalogue(): Plugin {
  return {
    name: 'gettext-catalogue',
    transform(code, id) {
      if (!id.endsWith('.po')) return null;
      return { code: `export default ${JSON.stringify(parsePo(code))}`, map: null };
    },
  };
}
