/** Which files were chosen stands where the browser would say it in a language of its own. */
document.addEventListener('change', (event) => {
  const input = event.target as HTMLInputElement;
  if (input.type === 'file') told(input);
});
document.addEventListener('reset', (event) => {
  const form = event.target as HTMLFormElement;
  queueMicrotask(() => form.querySelectorAll<HTMLInputElement>('.file input').forEach(told));
});

function told(input: HTMLInputElement): void {
  const line = input.closest('.file')?.querySelector<HTMLElement>('[data-empty]');
  const names = [...(input.files ?? [])].map((file) => file.name);
  if (line) line.textContent = names.join(', ') || (line.dataset.empty ?? '');
}
