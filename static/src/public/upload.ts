import { Problem } from '../api';

export interface Receipt {
  code: string;
  token: string;
  url: string;
}

/** Sends a form and tells how much of it has left. fetch cannot tell. Raises Problem; status 0: never arrived. */
export function upload(url: string, form: FormData, progress: (share: number) => void): Promise<Receipt> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.responseType = 'json';
    request.timeout = 120_000;
    request.setRequestHeader('Accept', 'application/json');
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    });
    const lost = () => fail(new Problem(0, 'offline', 'offline', ''));
    request.addEventListener('error', lost);
    request.addEventListener('timeout', lost);
    request.addEventListener('load', () => {
      const body = request.response as Record<string, unknown> | null;
      if (request.status >= 200 && request.status < 300 && body) {
        done(body as unknown as Receipt);
        return;
      }
      const word = (name: string) => String(body?.[name] ?? '');
      fail(new Problem(request.status, word('type'), word('title'), word('detail'), body ?? {}));
    });
    request.send(form);
  });
}
