import { t } from '../i18n';
import type { Priority } from '../wire';
import { dispatchRank, helpAnswered, resolve, resume, setPriority, toggleClaim, unmerge } from './actions';
import { acknowledge, inService, shelvable } from './alarms';
import type { Alert } from './alert';
import type { Desk, DialogName } from './desk';
import { sensorInHand } from './hand';
import { isFree } from './order';
import { turnTheme } from './theme';

export interface Key {
  /** KeyboardEvent.key, lower case; "shift+1" for the digit keys with Shift. */
  on: string[];
  /** What is written on the key hints. */
  hint: string[];
  what: () => string;
  run: (desk: Desk, alert: Alert, pressed: string) => void;
  /** Fewer words, for the footer. */
  brief?: () => string;
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
    what: () => t('điều tổ thứ hai (⇧ 1 – ⇧ 3)'),
    brief: () => t('điều tổ thứ hai'),
    run: (d, _, k) => void dispatchRank(d, digit(k) - 1),
    footer: true,
  },
  {
    on: ['d'],
    hint: ['D'],
    what: () => t('điều thêm tổ'),
    run: () => document.querySelector<HTMLElement & { askForMore(): void }>('tc-recommend')?.askForMore(),
  },
  {
    on: ['b'],
    hint: ['B'],
    what: () => t('rút một tổ về'),
    run: (d) => openFor(d, 'recall', Boolean(d.incident && d.assignmentsOf(d.incident.id).length)),
  },
  {
    on: ['p'],
    hint: ['P'],
    what: () => t('đã lo việc xin hỗ trợ'),
    run: (d) =>
      d.incident?.help_at ? void helpAnswered(d, d.incident) : d.say(t('Không có tổ nào xin hỗ trợ.')),
  },
  {
    on: ['q'],
    hint: ['Q'],
    what: () => t('trả lời đơn vị xin thêm thời gian'),
    run: (d) => openFor(d, 'moretime', Boolean(d.incident?.more_time_until) && d.may('incidents.judge')),
  },
  {
    on: ['t'],
    hint: ['T'],
    what: () => t('phân loại: lĩnh vực, đơn vị, tên'),
    run: (d) => openFor(d, 'judge', Boolean(d.incident)),
  },
  {
    on: ['g'],
    hint: ['G'],
    what: () => t('gộp'),
    run: (d) => openFor(d, 'merge', Boolean(d.incident)),
    footer: true,
  },
  { on: ['u'], hint: ['U'], what: () => t('tách sự cố đã gộp'), run: (d) => void unmerge(d) },
  {
    on: ['h'],
    hint: ['H'],
    what: () => t('gác lại'),
    run: (d) => openFor(d, 'hold', Boolean(d.incident)),
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
  {
    on: ['s'],
    hint: ['S'],
    what: () => t('gác cảnh báo'),
    run: (d) => openFor(d, 'shelve', shelvable(d).length > 0),
  },
  { on: ['l'], hint: ['L'], what: () => t('nhận lo, thôi nhận'), run: (d) => void toggleClaim(d) },
  { on: ['n'], hint: ['N'], what: () => t('ghi chú'), run: () => document.getElementById('note')?.focus() },
  { on: ['i'], hint: ['I'], what: () => t('mở sự cố mới ở giữa bản đồ'), run: (d) => d.open('create') },
  { on: ['e'], hint: ['E'], what: () => t('báo đã xử lý'), run: (d) => void resolve(d) },
  {
    on: ['x'],
    hint: ['X'],
    what: () => t('hủy sự cố'),
    run: (d) => openFor(d, 'cancel', Boolean(d.incident)),
  },
  {
    on: ['o'],
    hint: ['O'],
    what: () => t('mở lại sự cố đã xong'),
    run: (d) => openFor(d, 'reopen', ['resolved', 'closed', 'cancelled'].includes(d.incident?.state ?? '')),
  },
  {
    on: ['f'],
    hint: ['F'],
    what: () => t('cảm biến: ngừng dùng, dùng lại'),
    run: (d) => repair(d),
  },
  { on: ['c'], hint: ['C'], what: () => t('xem camera gần nhất'), run: (d) => d.open('cameras') },
  { on: ['v'], hint: ['V'], what: () => t('danh sách cảnh báo'), run: (d) => d.open('alarms') },
  { on: ['w'], hint: ['W'], what: () => t('cảm biến lạ'), run: (d) => d.open('unknown') },
  { on: ['m'], hint: ['M'], what: () => t('tắt, bật tiếng'), run: (_, alert) => alert.toggle() },
  {
    on: ['z'],
    hint: ['Z'],
    what: () => t('hoàn tác, hoặc gửi lại việc chưa gửi được'),
    run: (d) => void d.undo(),
  },
  {
    on: ['f1', 'f2', 'f3', 'f4'],
    hint: ['F1', 'F4'],
    what: () => t('bật, tắt lớp bản đồ'),
    run: (d, _, k) => {
      const layer = (['incidents', 'crews', 'sensors', 'cameras'] as const)[digit(k) - 1];
      if (layer) d.toggle(layer);
    },
  },
  { on: ['y'], hint: ['Y'], what: () => t('nền tối, nền sáng'), run: (d) => turnTheme(d) },
  { on: ['/'], hint: ['/'], what: () => t('tìm'), run: (d) => d.open('search') },
  { on: ['?'], hint: ['?'], what: () => t('mọi phím'), run: (d) => d.open('help') },
];

/** A dialog that has something to be about; otherwise the key says why nothing happens. */
function openFor(desk: Desk, dialog: DialogName, about: boolean): void {
  if (about) desk.open(dialog);
  else desk.say(t('Phím này không có việc gì ở đây.'));
}

function repair(desk: Desk): void {
  const id = sensorInHand(desk)?.id;
  const sensor = id === undefined ? null : desk.details.sensor(id).value;
  if (sensor && !sensor.in_service) void inService(desk, sensor.id);
  else openFor(desk, 'repair', Boolean(sensor));
}

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
      if (desk.selected?.kind !== 'incident') desk.back();
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
