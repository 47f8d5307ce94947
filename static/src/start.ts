import './base.css';
import { loadCatalogue } from './i18n';

/** Every page starts here: words first, then the elements, then the page's own code. */
export async function start(load: () => Promise<unknown>): Promise<void> {
  await loadCatalogue();
  await import('./elements');
  await load();
}
