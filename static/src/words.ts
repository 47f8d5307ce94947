import { t } from './i18n';
import { number } from './time';
import type {
  AlarmState,
  AssignmentState,
  CameraState,
  CrewStatus,
  HelpNeed,
  IncidentState,
  Origin,
  Pause,
  Priority,
} from './wire';

/** Words for codes. Functions, so that the language is the page's, not the module's load order. */

/** What was measured; a flag (1 without a unit) says nothing that the alarm's own name does not say. */
export function measure(value: number | null | undefined, unit: string | null | undefined): string {
  if (value == null || (!unit && (value === 0 || value === 1))) return '';
  return `${number(value, 1)} ${unit ?? ''}`.trim();
}

export const priorityWord = (p: Priority | null): string =>
  p === null ? t('Chưa phân loại') : ([t('Khẩn'), t('Cao'), t('Vừa'), t('Thấp')][p - 1] ?? '');

export const priorityLabel = (p: Priority | null): string =>
  p === null ? t('Chưa phân loại') : `P${p} ${priorityWord(p)}`;

export function incidentWord(state: IncidentState): string {
  const words: Record<IncidentState, string> = {
    open: t('Mở'),
    triaged: t('Đã phân loại'),
    assigned: t('Đã điều động'),
    en_route: t('Đang đến'),
    on_scene: t('Tại chỗ'),
    resolved: t('Đã xử lý'),
    closed: t('Đã đóng'),
    on_hold: t('Tạm gác'),
    cancelled: t('Đã hủy'),
  };
  return words[state] ?? state;
}

export function assignmentWord(state: AssignmentState): string {
  const words: Record<AssignmentState, string> = {
    offered: t('chờ nhận'),
    accepted: t('đã nhận'),
    declined: t('từ chối'),
    en_route: t('đang đến'),
    on_scene: t('tại chỗ'),
    done: t('xong'),
    aborted: t('đã hủy'),
  };
  return words[state] ?? state;
}

export function alarmWord(state: AlarmState): string {
  const words: Record<AlarmState, string> = {
    unack_active: t('chưa xác nhận'),
    ack_active: t('đã xác nhận'),
    rtn_unack: t('đã hết, chưa xác nhận'),
    normal: t('bình thường'),
    shelved: t('tạm gác'),
    suppressed: t('ẩn vì đã có cảnh báo nặng hơn'),
    out_of_service: t('ngừng dùng'),
  };
  return words[state] ?? state;
}

export function cameraWord(state: CameraState): string {
  const words: Record<CameraState, string> = {
    online: t('trực tuyến'),
    stale: t('ảnh cũ'),
    frozen: t('đứng hình'),
    dark: t('tối đen'),
    blurred: t('mờ'),
    covered: t('bị che'),
    moved: t('bị lệch'),
    offline: t('mất kết nối'),
    masked: t('che riêng tư'),
  };
  return words[state] ?? state;
}

export function crewWord(status: CrewStatus): string {
  const words: Record<CrewStatus, string> = {
    available: t('rảnh'),
    busy: t('bận'),
    break: t('nghỉ giữa ca'),
    off: t('hết ca'),
  };
  return words[status] ?? status;
}

export function pauseWord(pause: Pause | null | undefined): string {
  const words: Record<Pause, string> = {
    rest: t('nghỉ giữa ca'),
    vehicle: t('xe hỏng'),
    equipment: t('thiếu thiết bị'),
    health: t('có người bị thương'),
    danger: t('chỗ làm không an toàn'),
    other: t('tạm dừng'),
  };
  return pause ? (words[pause] ?? '') : '';
}

export function helpWord(need: HelpNeed | null | undefined): string {
  const words: Record<HelpNeed, string> = {
    people: t('thêm người'),
    equipment: t('thêm thiết bị'),
    police: t('công an'),
    medical: t('y tế'),
    other: t('việc khác'),
  };
  return need ? (words[need] ?? '') : '';
}

/** Only what is not real is named. */
export function originWord(origin: Origin): string {
  return origin === 'drill' ? t('Diễn tập') : origin === 'demo' ? t('Mô phỏng') : '';
}

/** What a crew can do. A city may use codes of its own: those are shown as they are. */
export function skillWord(code: string): string {
  const words: Record<string, string> = {
    pump: t('bơm'),
    drain: t('thông cống'),
    saw: t('cưa'),
    crane: t('cẩu'),
    electric: t('thợ điện'),
    lift: t('xe thang'),
    signal: t('thợ đèn tín hiệu'),
    traffic: t('phân luồng'),
    plumbing: t('thợ ống nước'),
    paving: t('vá đường'),
    waste: t('xe rác'),
    environment: t('đo môi trường'),
    order: t('trật tự'),
    inspection: t('thanh tra'),
  };
  return words[code] ?? code;
}
