import { named, spoken, t } from '../i18n';
import { dayTime, duration, number } from '../time';
import type { HelpNeed, IncidentState, Pause } from '../wire';
import { helpWord, incidentWord, measure, pauseWord } from '../words';
import type { Desk } from './desk';
import type { TimelineEntry } from './types';

type Teller = (entry: TimelineEntry, desk: Desk) => string;

const who = (entry: TimelineEntry): string => entry.actor?.name ?? '';
const text = (entry: TimelineEntry, name: string): string => {
  const value = entry.data[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

function source(entry: TimelineEntry): string {
  const [kind = ''] = text(entry, 'source').split(':');
  const words: Record<string, string> = { alarm: t('từ cảnh báo'), report: t('từ phản ánh của dân') };
  return words[kind] ?? '';
}

const crewCode = (entry: TimelineEntry, desk: Desk): string =>
  text(entry, 'crew') || desk.crew(Number(entry.data.crew_id))?.code || who(entry);

function stepWords(entry: TimelineEntry, desk: Desk): string {
  const code = text(entry, 'step');
  for (const category of desk.board?.categories ?? []) {
    const step = category.checklist?.find((one) => one.code === code);
    if (step) return spoken(step);
  }
  return code;
}

/** Kinds of facts in words. A kind that is not here is shown by its code: nothing is left out of a history. */
const TELL: Record<string, Teller> = {
  'incident.opened': (e) => [t('Đã mở sự cố'), source(e)].filter(Boolean).join(' '),
  'incident.joined': (e) => {
    const source = text(e, 'source');
    if (source === 'officer') return t('Có người báo thêm');
    return source.startsWith('alarm') ? t('Một cảnh báo nhập vào sự cố') : t('Một phản ánh nhập vào sự cố');
  },
  'incident.left': () => t('Một phản ánh chuyển sang sự cố khác'),
  'incident.counted': (e) => t('Ảnh của dân: %(n)s', { n: text(e, 'photos') }),
  'incident.answer_due': (e) =>
    e.data.due_at
      ? t('Phải trả lời người dân trước %(time)s', { time: dayTime(text(e, 'due_at')) })
      : t('Không còn ai chờ trả lời'),
  'incident.triaged': (e, desk) =>
    t('Phân loại P%(p)s, lĩnh vực %(category)s', {
      p: text(e, 'priority'),
      category: named(desk.category(text(e, 'category'))) || text(e, 'category'),
    }),
  'incident.claimed': () => t('Nhận lo việc này'),
  'incident.released': () => t('Đã thôi nhận'),
  'incident.held': () => t('Tạm gác'),
  'incident.resumed': () => t('Đã làm tiếp'),
  'incident.followed': (e) => incidentWord(text(e, 'state') as IncidentState),
  'incident.cancelled': () => t('Hủy'),
  'incident.resolved': () => t('Đã xử lý'),
  'incident.closed': () => t('Đã đóng'),
  'incident.reopened': () => t('Đã mở lại'),
  'incident.merged': () => t('Gộp vào sự cố khác'),
  'incident.absorbed': () => t('Một sự cố khác gộp vào đây'),
  'incident.unmerged': () => t('Đã tách ra'),
  'incident.parted': () => t('Một sự cố đã tách khỏi đây'),
  'incident.dispatch_overdue': () => t('Quá hạn điều động'),
  'incident.overdue': () => t('Quá hạn xử lý'),
  'incident.pictured': () => t('Ảnh đã sẵn sàng'),
  'incident.noted': () => t('Ghi chú'),
  'incident.attached': () => t('Đã thêm ảnh'),
  'incident.checked': (e, desk) =>
    e.data.done
      ? t('Đã làm: %(step)s', { step: stepWords(e, desk) })
      : t('Bỏ dấu: %(step)s', { step: stepWords(e, desk) }),
  'incident.help_asked': (e, desk) =>
    t('%(crew)s xin hỗ trợ: %(need)s', {
      crew: crewCode(e, desk),
      need: helpWord(text(e, 'need') as HelpNeed),
    }),
  'incident.help_answered': () => t('Đã lo hỗ trợ'),
  'alarm.raised': (e) =>
    measure(e.data.value as number | null, text(e, 'unit')) === ''
      ? t('Cảm biến báo động')
      : t('Cảm biến đo %(value)s, ngưỡng %(threshold)s', {
          value: measure(Number(e.data.value), text(e, 'unit')),
          threshold: number(Number(e.data.threshold ?? 0), 1),
        }),
  'alarm.repeated': () => t('Cảnh báo lặp lại'),
  'alarm.linked': () => t('Một cảnh báo nhập vào sự cố'),
  'alarm.escalated': () => t('Cảnh báo được đưa lên trưởng ca'),
  'alarm.acked': () => t('Xác nhận cảnh báo'),
  'alarm.returned': () => t('Cảm biến trở lại bình thường'),
  'alarm.shelved': () => t('Gác cảnh báo'),
  'alarm.unshelved': () => t('Cảnh báo hết gác'),
  'alarm.out_of_service': () => t('Cảnh báo để sang bên: cảm biến ngừng dùng'),
  'alarm.in_service': () => t('Cảm biến dùng lại'),
  'alarm.suppressed': () => t('Ẩn cảnh báo: đã có cảnh báo nặng hơn'),
  'alarm.unsuppressed': () => t('Hiện lại cảnh báo'),
  'incident.more_time_asked': (e) =>
    t('Đơn vị xin thêm thời gian, đến %(time)s', { time: dayTime(text(e, 'until')) }),
  'incident.extended': (e) => t('Cho thêm thời gian, hạn mới %(time)s', { time: dayTime(text(e, 'due_at')) }),
  'incident.more_time_refused': () => t('Không cho thêm thời gian'),
  'incident.handed_back': () => t('Đơn vị trả lại: không thuộc việc của mình'),
  'report.received': () => t('Người dân phản ánh'),
  'report.accepted': () => t('Nhận phản ánh'),
  'report.duplicate': () => t('Phản ánh trùng'),
  'report.pictured': () => t('Ảnh của dân đã sẵn sàng'),
  'report.closed': () => t('Phản ánh đã đóng'),
  'report.answer_due': (e) =>
    e.data.missed ? t('Quá hạn trả lời người dân') : t('Sắp hết hạn trả lời người dân'),
  'report.asked': () => t('Hỏi thêm người dân'),
  'report.added': () => t('Người dân nhắn thêm'),
  'report.erased': () => t('Đã xóa thông tin người phản ánh'),
  'report.rejected': () => t('Không nhận phản ánh'),
  'report.linked': () => t('Phản ánh nhập vào sự cố'),
  'report.answered': () => t('Đã trả lời người dân'),
  'report.rated': () => t('Người dân chấm điểm'),
  'report.reopened': () => t('Người dân yêu cầu mở lại'),
  'assignment.offered': (e, desk) => t('Điều %(crew)s', { crew: crewCode(e, desk) }),
  'assignment.accepted': (e, desk) => t('%(crew)s nhận lệnh', { crew: crewCode(e, desk) }),
  'assignment.declined': (e, desk) => t('%(crew)s từ chối', { crew: crewCode(e, desk) }),
  'assignment.en_route': (e, desk) => t('%(crew)s lên đường', { crew: crewCode(e, desk) }),
  'assignment.on_scene': (e, desk) => t('%(crew)s đến nơi', { crew: crewCode(e, desk) }),
  'assignment.done': (e, desk) => t('%(crew)s làm xong', { crew: crewCode(e, desk) }),
  'assignment.told': (e, desk) => t('%(crew)s nhắn', { crew: crewCode(e, desk) }),
  'assignment.moved': (e, desk) => t('%(crew)s chuyển sang sự cố này', { crew: crewCode(e, desk) }),
  'assignment.aborted': (e, desk) => t('%(crew)s được rút về', { crew: crewCode(e, desk) }),
};

/** One line of a history: what happened, by whom, and the words that came with it. */
export function tell(entry: TimelineEntry, desk: Desk): { what: string; by: string; words: string } {
  const teller = TELL[entry.kind];
  const what = teller ? teller(entry, desk) : entry.kind;
  const by = who(entry);
  return { what, by: what.includes(by) ? '' : by, words: entry.text ?? '' };
}

export const isAlarmEntry = (entry: TimelineEntry) =>
  entry.kind.startsWith('alarm.raised') || text(entry, 'source').startsWith('alarm');

/** Why a crew is ranked where it is, or not considered. Codes come from dispatch/rules/ranking.py. */
export function reasonWord(code: string, params: Record<string, string | number>): string {
  const p = (name: string) => String(params[name] ?? '');
  const words: Record<string, () => string> = {
    skill: () => t('có %(skills)s', { skills: p('skills') }),
    skill_missing: () => t('không có %(skills)s', { skills: p('skills') }),
    available: () => t('rảnh'),
    busy: () =>
      p('place')
        ? t('xong việc ở %(place)s sau %(n)s phút', { place: p('place'), n: p('minutes') })
        : t('xong việc sau %(n)s phút', { n: p('minutes') }),
    position: () => t('vị trí %(n)s giây trước', { n: p('age_s') }),
    position_old: () => t('vị trí cũ %(age)s', { age: duration(Number(p('age_s')) * 1000) }),
    position_stale: () => t('vị trí cũ %(n)s phút', { n: p('minutes') }),
    no_position: () => t('chưa có vị trí'),
    no_route: () => t('không có đường đến'),
    assigned: () => t('đang ở việc này'),
    declined: () => t('đã từ chối'),
    break: () => pauseWord(params.pause as Pause) || t('nghỉ giữa ca'),
    off: () => t('hết ca'),
  };
  return words[code]?.() ?? code;
}
