import type { Actor, AlarmCard, AssignmentCard, IncidentCard, Photo, ReportCard } from '../wire';

/** Answers of the API that are not cards. */

export interface TimelineEntry {
  seq: number;
  at: string;
  device_at: string | null;
  kind: string;
  actor: Actor | null;
  data: Record<string, unknown>;
  text: string | null;
  late: boolean;
}

/** Words that the centre keeps in both languages. */
export interface Bilingual {
  vi: string;
  en: string;
}

export interface Attachment extends Photo {
  kind: 'before' | 'after' | 'evidence' | 'report';
  at: string;
}

export interface IncidentDetail extends IncidentCard {
  timeline: TimelineEntry[];
  attachments: Attachment[];
  reports_list: ReportCard[];
  alarm_list: (AlarmCard & { response?: ResponseSheet | null })[];
  assignments: AssignmentCard[];
  checklist: ({ code: string; done_at: string | null; by: string | null } & Bilingual)[];
  /** What was merged into it, the newest first. */
  merged: { id: number; code: string; title: string }[];
}

/** Why it happens, what follows, what to do. */
export interface ResponseSheet {
  cause?: Bilingual;
  consequence?: Bilingual;
  action?: Bilingual;
}

export interface Reason {
  code: string;
  params: Record<string, string | number>;
}

export interface RankedCrew {
  crew_id: number;
  code: string;
  leader: string | null;
  eta_s: number | null;
  distance_m: number | null;
  reasons: Reason[];
  route: [number, number][];
}

export interface Recommendation {
  ranked: RankedCrew[];
  excluded: { crew_id: number; code: string; reason: Reason }[];
}

export interface SensorRule {
  id: number;
  quantity: string;
  severity: number;
  threshold?: number | null;
  title?: Bilingual | null;
  enabled?: boolean;
  condition?: string;
  response?: ResponseSheet | null;
}

export interface SensorDetail {
  id: number;
  key: string;
  kind: string;
  name: string;
  lat: number;
  lon: number;
  in_service: boolean;
  out_reason: string | null;
  out_until: string | null;
  rules: SensorRule[];
  latest: { quantity: string; at: string; value: number; received_at: string }[];
  alarms: AlarmCard[];
}

export type Readings = [number, number][];

export interface Found {
  type: 'place' | 'address' | 'street' | 'poi' | 'ward' | 'incident' | 'sensor' | 'camera' | 'crew';
  id: number;
  title: string;
  subtitle: string | null;
  lat: number | null;
  lon: number | null;
}

export interface UnknownSensor {
  key: string;
  kind: string | null;
  topic: string;
  first_at: string;
  last_at: string;
  messages: number;
  last_payload: string;
}
