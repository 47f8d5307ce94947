import { t } from '../i18n';
import { make, need } from './dom';
import { shrink } from './shrink';

/** Words and photos that are added later: shrunk like the first ones, sent once, kept when they could not be sent. */
export function talking(page: HTMLElement, done: () => void): void {
  page.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset.keep !== 'add') return;
    event.preventDefault();
    void send(form, done);
  });
  page.addEventListener('change', (event) => {
    const input = event.target as HTMLInputElement;
    if (input.type === 'file') counted(input);
  });
}

/** How many photos were chosen: the browser's own words are not the page's. */
function counted(input: HTMLInputElement): void {
  const n = input.files?.length ?? 0;
  need('span', input.closest('label') ?? undefined).textContent = n ? t('%(n)s ảnh', { n }) : t('Thêm ảnh');
}

async function send(form: HTMLFormElement, done: () => void): Promise<void> {
  const button = need<HTMLButtonElement>('button', form);
  if (button.disabled) return;
  button.disabled = true;
  const plain = button.textContent;
  button.textContent = t('Đang gửi…');
  const said = await post(form);
  button.disabled = false;
  button.textContent = plain;
  form.querySelector('.notice')?.remove();
  if (said) {
    form.append(make('p', { className: 'notice warn', role: 'status' }, said));
    return;
  }
  form.reset();
  counted(need<HTMLInputElement>('input[type=file]', form));
  button.blur();
  done();
}

/** What went wrong, in words; nothing when it was taken. */
async function post(form: HTMLFormElement): Promise<string> {
  const body = new FormData();
  body.set('text', need<HTMLTextAreaElement>('textarea', form).value);
  const files = [...(need<HTMLInputElement>('input[type=file]', form).files ?? [])];
  for (const [n, file] of files.entries()) body.append('photos', await shrink(file), `${n + 1}.jpg`);
  const answer = await fetch(form.action, {
    method: 'POST',
    body,
    credentials: 'same-origin',
    headers: { Accept: 'application/json' },
    redirect: 'manual',
  }).catch(() => null);
  if (answer?.type === 'opaqueredirect' || answer?.ok) return '';
  const problem = (await answer?.json().catch(() => null)) as { detail?: string } | null;
  return problem?.detail ?? t('Không gửi được. Hãy thử lại.');
}
