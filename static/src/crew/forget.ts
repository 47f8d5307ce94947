/** After a sign-out this tablet opens for nobody. What is unsent stays in the person's own store, for that person. */
export async function forget(): Promise<void> {
  if (!('caches' in window)) return;
  await caches.delete('crew-photos');
  for (const name of await caches.keys())
    if (name.startsWith('crew-shell-')) await (await caches.open(name)).delete('/crew');
}
