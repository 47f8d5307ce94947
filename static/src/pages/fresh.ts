import '../sheet.css';
import { start } from '../start';

/** Pages that are served whole and keep themselves up to date. */
void start(() => import('../fresh/fresh'));
for (const button of document.querySelectorAll('[data-print]')) {
  button.addEventListener('click', () => window.print());
}
