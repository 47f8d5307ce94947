import { t } from '../i18n';
import type { Priority } from '../wire';
import { acknowledge, dispatchRank, resolve, resume, setPriority, toggleClaim, unmerge } from './actions';
import type { Alert } from './alert';
import type { Desk } from './desk';
import { isFree } from './order';

export interface Key {
  /** KeyboardEvent.key, lower case; "shift+1" for the digit keys with Shift. */
  on: string[];
  /** What is written on the key hints. */
  hint: string[];
  what: () => string;
  run: (desk: Desk, alert: Alert, pressed: string) => void;
  /** Shown in the footer, not only in the list of all keys. */
  footer?: boolean;
}

const digit = (pressed: string) => Number(pressed.at(-1));

/** Every action of the desk by keyboard. This table is the code and the help page. */
export const KEYS: Key[] = [
  { on: ['j', 'arrowdown'], hint: ['J'], what: () => t('sự cố kế tiếp'), run: (d) => d.step(1) },
  { on: ['k', 'arrowup'], hint: ['K'], what: () => t('sự cố trước đó'), run: (d) => d.step(-1) },
  {
    on: ['1', '2', '3', '4'],
    hint: ['1', '4'],
    what: () => t('đặt mức'),
    run: (d, _, k) => void setPriority(d, digit(k) as Priority),
    footer: true,
  },
  {
    on: ['enter'],
    hint: ['Enter'],
    what: () => t('điều tổ đầu'),
    run: (d) => {
      if (d.incident && isFree(d.incident)) void dispatchRank(d, 0);
      else d.say(t('Sự cố này đã có người lo. Điều thêm tổ: D, rồi ⇧ 1.'));
    },
    footer: true,
  },
  {
    on: ['shift+1', 'shift+2', 'shift+3'],
    hint: ['⇧', '2'],
    what: () => t('điều tổ thứ hai'),
    run: (d, _, k) => void dispatchRank(d, digit(k) - 1),
    footer: true,
  },
  {
    on: ['d'],
    hint: ['D'],
    what: () => t('điều thêm tổ'),
    run: () => document.querySelector<HTMLElement & { askForMore(): void }>('tc-recommend')?.askForMore(),
  },
  { on: ['g'], hint: ['G'], what: () => t('gộp'), run: (d) => d.incident && d.open('merge'), footer: true },
  { on: ['u'], hint: ['U'], what: () => t('tách sự cố đã gộp'), run: (d) => void unmerge(d) },
  {
    on: ['h'],
    hint: ['H'],
    what: () => t('gác lại'),
    run: (d) => d.incident && d.open('hold'),
    footer: true,
  },
  { on: ['r'], hint: ['R'], what: () => t('làm tiếp, hoặc đóng việc đã xong'), run: (d) => void resume(d) },
  {
    on: ['a'],
    hint: ['A'],
    what: () => t('xác nhận cảnh báo'),
    run: (d) => void acknowledge(d),
    footer: true,
  },
  { on: ['s'], hint: ['S'], what: () => t('gác cảnh báo'), run: (d) => d.open('shelve') },
  { on: ['l'], hint: ['L'], what: () => t('nhận lo, thôi nhận'), run: (d) => void toggleClaim(d) },
  { on: ['n'], hint: ['N'], what: () => t('ghi chú'), run: () => document.getElementById('note')?.focus() },
  { on: ['i'], hint: ['I'], what: () => t('mở sự cố mới ở giữa bản đồ'), run: (d) => d.open('create') },
  { on: ['e'], hint: ['E'], what: () => t('báo đã xử lý'), run: (d) => void resolve(d) },
  { on: ['x'], hint: ['X'], what: () => t('hủy sự cố'), run: (d) => d.incident && d.open('cancel') },
  { on: ['c'], hint: ['C'], what: () => t('xem camera gần nhất'), run: (d) => d.open('cameras') },
  { on: ['v'], hint: ['V'], what: () => t('danh sách cảnh báo'), run: (d) => d.open('alarms') },
  { on: ['w'], hint: ['W'], what: () => t('cảm biến lạ'), run: (d) => d.open('unknown') },
  { on: ['m'], hint: ['M'], what: () => t('tắt, bật tiếng'), run: (_, alert) => alert.toggle() },
  { on: ['z'], hint: ['Z'], what: () => t('hoàn tác việc vừa làm'), run: (d) => void d.undo() },
  {
    on: ['f1', 'f2', 'f3', 'f4'],
    hint: ['F1', 'F4'],
    what: () => t('bật, tắt lớp bản đồ'),
    run: (d, _, k) => {
      const layer = (['incidents', 'crews', 'sensors', 'cameras'] as const)[digit(k) - 1];
      if (layer) d.toggle(layer);
    },
  },
  { on: ['/'], hint: ['/'], what: () => t('tìm'), run: (d) => d.open('search') },
  { on: ['?'], hint: ['?'], what: () => t('mọi phím'), run: (d) => d.open('help') },
];

function pressed(event: KeyboardEvent): string {
  const number = /^Digit([1-4])$/.exec(event.code)?.[1];
  if (event.shiftKey && number) return `shift+${number}`;
  return number && !event.shiftKey ? number : event.key.toLowerCase();
}

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && Boolean(target.closest('input, textarea, select, [contenteditable]'));

/** A key that acts on a focused button belongs to the button, except that rows of the queue leave Enter to us. */
function takenByFocus(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  return Boolean(target?.closest('a, button, summary')) && !target?.closest('.queue-item');
}

export function listenToKeys(desk: Desk, alert: Alert): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      (document.activeElement as HTMLElement | null)?.blur();
      if (desk.selected && desk.selected.kind !== 'incident') {
        const first = desk.groups.flatMap((group) => group.items)[0];
        desk.select(first ? { kind: 'incident', id: first.id } : null);
      }
      return;
    }
    if (desk.dialog || typing(event.target) || takenByFocus(event)) return;
    if (event.target instanceof HTMLCanvasElement && event.key.startsWith('Arrow')) return;
    const name = pressed(event);
    const key = KEYS.find((one) => one.on.includes(name));
    if (!key || (event.repeat && !['j', 'k', 'arrowdown', 'arrowup'].includes(name))) return;
    event.preventDefault();
    key.run(desk, alert, name);
  };
  addEventListener('keydown', listener);
  return () => removeEventListener('keydown', listener);
}
