import '../sheet.css';
import { start } from '../start';

/** Pages that are served whole: forms, errors, sign-in. They get the style and the elements, and nothing live. */
void start(async () => {
  if (new URLSearchParams(location.search).has('left')) await (await import('../crew/forget')).forget();
});
