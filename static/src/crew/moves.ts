import { t } from '../i18n';

export type Move = 'accept' | 'decline' | 'en-route' | 'on-scene' | 'done' | 'abort';

/** What a move is called on buttons and in the outbox. */
export function moveWords(move: Move): string {
  const words: Record<Move, string> = {
    accept: t('Nhận việc'),
    decline: t('Từ chối'),
    'en-route': t('Lên đường'),
    'on-scene': t('Đến nơi'),
    done: t('Đã xong'),
    abort: t('Trả việc'),
  };
  return words[move];
}
