/** The shapes the centre sends: cards in the snapshot, in events and in the API. Times are RFC 3339, UTC. */

export type Origin = 'real' | 'drill' | 'demo';
export type Priority = 1 | 2 | 3 | 4;
export type Person = { id: number; name: string };
/** Who is on it: a person, or a system or a crew's tablet. */
export type Claim = Person & { kind: 'user' | 'token' };

export type IncidentState =
  | 'open'
  | 'triaged'
  | 'assigned'
  | 'en_route'
  | 'on_scene'
  | 'resolved'
  | 'closed'
  | 'on_hold'
  | 'cancelled';

export type HelpNeed = 'people' | 'equipment' | 'police' | 'medical' | 'other';
export type Pause = 'rest' | 'vehicle' | 'equipment' | 'health' | 'danger' | 'other';

export interface IncidentCard {
  id: number;
  code: string;
  version: number;
  title: string;
  titles?: { vi: string; en: string } | null;
  category: string;
  priority: Priority | null;
  state: IncidentState;
  place: string;
  ward: string | null;
  lat: number;
  lon: number;
  agency_id: number | null;
  opened_at: string;
  triaged_at: string | null;
  due_dispatch_at: string | null;
  due_at: string | null;
  dispatched_at: string | null;
  resolved_at: string | null;
  closed_at: string | null;
  hold_until: string | null;
  hold_reason: string | null;
  claimed_by: Claim | null;
  reports: number;
  alarms: number;
  photos: number;
  /** The earliest answer to a citizen that is due soon or missed. */
  answer_due_at?: string | null;
  /** Until when its agency asks for time, while nobody has answered. */
  more_time_until?: string | null;
  /** Since when a crew there asks for help that nobody has answered. */
  help_at?: string | null;
  help_crew_id?: number | null;
  help_need?: HelpNeed | null;
  merged_into: number | null;
  origin: Origin;
}

export type AlarmState =
  | 'unack_active'
  | 'ack_active'
  | 'rtn_unack'
  | 'normal'
  | 'shelved'
  | 'suppressed'
  | 'out_of_service';

export interface AlarmCard {
  id: number;
  version: number;
  sensor_id: number | null;
  camera_id: number | null;
  key: string;
  name: string;
  rule_id: number | null;
  /** What the rule says, such as "Nước tràn mặt đường". */
  title?: { vi: string; en: string } | null;
  quantity: string | null;
  severity: Priority;
  state: AlarmState;
  value: number | null;
  threshold: number | null;
  unit: string | null;
  raised_at: string;
  rtn_at: string | null;
  acked_at: string | null;
  acked_by: Person | null;
  shelved_until: string | null;
  /** Why it is shelved or out of service. */
  reason?: string | null;
  repeat_count: number;
  incident_id: number | null;
  lat: number | null;
  lon: number | null;
  origin: Origin;
}

export type CrewStatus = 'available' | 'busy' | 'break' | 'off';

export interface CrewCard {
  id: number;
  version: number;
  code: string;
  name: string;
  leader: string | null;
  agency_id: number | null;
  skills: string[];
  status: CrewStatus;
  /** Why it cannot go, while it is on a break; staff also get its words. */
  pause?: Pause | null;
  pause_words?: string | null;
  status_at?: string | null;
  lat: number | null;
  lon: number | null;
  position_at: string | null;
  shift_ends_at: string | null;
  origin: Origin;
}

export type AssignmentState =
  | 'offered'
  | 'accepted'
  | 'declined'
  | 'en_route'
  | 'on_scene'
  | 'done'
  | 'aborted';

export interface AssignmentCard {
  id: number;
  version: number;
  incident_id: number;
  crew_id: number;
  state: AssignmentState;
  offered_at: string;
  accepted_at: string | null;
  en_route_at: string | null;
  on_scene_at: string | null;
  done_at: string | null;
  reason: string | null;
  eta_s: number | null;
  late: boolean;
  origin: Origin;
}

export type CameraState =
  | 'online'
  | 'stale'
  | 'frozen'
  | 'dark'
  | 'blurred'
  | 'covered'
  | 'moved'
  | 'offline'
  | 'masked';

export interface CameraCard {
  id: number;
  version: number;
  key: string;
  name: string;
  lat: number;
  lon: number;
  state: CameraState;
  state_at: string | null;
  captured_at: string | null;
  snapshot_url: string | null;
  origin: Origin;
}

export interface Photo {
  id: string;
  url: string;
  thumb: string;
}

export interface ReportCard {
  id: number;
  version: number;
  code: string;
  category: string;
  text: string;
  state: 'received' | 'screening' | 'accepted' | 'rejected' | 'duplicate' | 'answered' | 'closed';
  incident_id: number | null;
  received_at: string;
  photos: Photo[];
  place: string;
  lat: number | null;
  lon: number | null;
  channel: string;
  origin: Origin;
}

export interface Agency {
  id: number;
  code: string;
  name: string;
  name_en: string;
  short?: string;
  short_en?: string;
  capacity: number;
  phone: string | null;
}

export interface Category {
  code: string;
  name: string;
  name_en: string;
  icon: string;
  agency_id: number | null;
  priority: Priority;
  checklist?: { code: string; vi: string; en: string }[];
}

export interface Kind {
  code: string;
  name: string;
  name_en: string;
  icon: string;
  quantities: { code: string; name: string; name_en: string; unit: string }[];
}

export interface Shift {
  id: number;
  name: string;
  name_en: string;
  officer: Person | null;
  starts_at: string;
  ends_at: string;
  /** While nobody has it: what the last watch left. */
  left?: { officer: string; at: string; report: string } | null;
}

export interface Figures {
  alarms_10min: number;
  on_time_today: number | null;
  target_alarms_10min: number;
}

export interface Me {
  id: number;
  name: string;
  role: string;
  agency_id: number | null;
  crew_id: number | null;
  permissions: string[];
}

export interface Cards {
  incidents?: IncidentCard[];
  alarms?: AlarmCard[];
  crews?: CrewCard[];
  assignments?: AssignmentCard[];
  cameras?: CameraCard[];
  reports?: ReportCard[];
}

export interface Snapshot extends Required<Omit<Cards, 'reports'>> {
  seq: number;
  mark?: string;
  at: string;
  board: string;
  me: Me | null;
  reports?: ReportCard[];
  agencies: Agency[];
  categories: Category[];
  kinds: Kind[];
  shift: Shift | null;
  figures: Figures;
}

export interface Actor {
  kind: string;
  id: number | null;
  name?: string;
}

export interface LiveEvent {
  seq: number;
  at: string;
  kind: string;
  subject: string;
  actor: Actor | null;
  cause: number | null;
  origin: Origin;
  data: Record<string, unknown>;
  cards: Cards & { shift?: Shift | null };
  gone: string[];
}

export interface Head {
  seq: number;
  at: string;
}

/** Who looks at which incident: incident id → people. */
export type Presence = Record<string, Person[]>;
