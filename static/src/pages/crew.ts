import icon from '../icon.svg?url';
import { start } from '../start';

document.head.append(
  Object.assign(document.createElement('link'), { rel: 'icon', type: 'image/svg+xml', href: icon }),
);

/** The page works without the worker; with it, it opens without network. */
async function install(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('/crew/sw.js', { scope: '/crew' }).catch(() => undefined);
}

void start(async () => {
  await import('../crew/app');
  await install();
});
