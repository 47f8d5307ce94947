import './base.css';
import { loadCatalogue } from './i18n';

/** Every page starts here: words first, then the elements, then the page's own code. */
export async function start(load: () => Promise<unknown>): Promise<void> {
  await loadCatalogue();
  await import('./elements');
  showWhere();
  await load();
}

/** On a phone the rows of tabs run out of sight: the one that is open stands in view. */
function showWhere(): void {
  for (const tab of document.querySelectorAll('.sheet-nav [aria-current], .sheet-desks [aria-current]'))
    tab.scrollIntoView({ block: 'nearest', inline: 'center' });
}
