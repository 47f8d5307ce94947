import { html, nothing, svg } from 'lit';
import type { Readings } from '../desk/types';
import { t } from '../i18n';
import { clockTime, number } from '../time';

const H = 204;
const [LEFT, RIGHT, TOP, BOTTOM] = [34, 46, 12, 22];
/** Labels of two lines nearer than this would write over each other. */
const LABEL_H = 14;
/** One time under the axis per so many pixels. */
const HOUR_W = 90;

export interface Limit {
  value: number;
  below: boolean;
  level: number;
  /** What is written at the line, such as "P1 150". */
  label: string;
  /** The line that colours the curve. */
  first: boolean;
}

export interface Curve {
  readings: Readings;
  limits: Limit[];
  width: number;
}

/** Steps of 1, 2 or 5 that divide the height in about four. */
export function ticks(high: number): number[] {
  const raw = Math.max(high, 1e-9) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((n) => n * power >= raw) ?? 10) * power;
  return Array.from({ length: Math.ceil(high / step) + 1 }, (_, i) => i * step);
}

/** A curve with the lines of its rules; what is beyond the first is drawn in the alarm's colour and weight. */
export function chart({ readings, limits, width }: Curve) {
  if (readings.length < 2) return html`<p class="chart-none">${t('Chưa đủ số đo để vẽ.')}</p>`;
  const values = readings.map(([, value]) => value);
  const marks = ticks(Math.max(...values, ...limits.map((limit) => limit.value)) * 1.05);
  const high = marks.at(-1) ?? 1;
  const low = Math.min(0, ...values);
  const from = readings[0]?.[0] ?? 0;
  const to = readings.at(-1)?.[0] ?? 1;
  const x = (at: number) => LEFT + ((at - from) / Math.max(1, to - from)) * (width - LEFT - RIGHT);
  const y = (value: number) => H - BOTTOM - ((value - low) / (high - low || 1)) * (H - TOP - BOTTOM);
  const last = readings.at(-1) as [number, number];
  const first = limits.find((limit) => limit.first) ?? null;
  const over = first !== null && beyond(last[1], first);
  return svg`<svg class="chart" viewBox="0 0 ${width} ${H}" role="img" aria-label=${summary(readings, first)}>
    ${marks.map(
      (
        value,
      ) => svg`<line class="chart-grid" x1=${LEFT} x2=${width - RIGHT} y1=${y(value)} y2=${y(value)}></line>
        <text x=${LEFT - 8} y=${y(value) + 4} text-anchor="end">${number(value, 1)}</text>`,
    )}
    ${hours(from, to, width).map(
      (at, i, all) =>
        svg`<text x=${x(at)} y=${H - 4} text-anchor=${i === 0 ? 'start' : i === all.length - 1 ? 'end' : 'middle'}>${clockTime(at)}</text>`,
    )}
    ${limits.map((limit) => line(limit, y(limit.value), width))}
    ${pieces(readings, first).map(
      ({ points, hot }) =>
        svg`<path class=${hot ? 'chart-line hot' : 'chart-line'} d=${`M${points.map(([at, value]) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('L')}`}></path>`,
    )}
    ${limits.map((limit) => word(limit, y(limit.value), limits, y))}
    <path class=${over ? 'chart-dot hot' : 'chart-dot'} d=${`M${x(last[0])} ${y(last[1]) - 6}l6 6-6 6-6-6z`}></path>
    <text class=${over ? 'chart-last over' : 'chart-last'} x=${x(last[0]) + 10} y=${y(last[1]) + 5}>${number(last[1], Math.abs(last[1]) < 100 ? 1 : 0)}</text>
  </svg>`;
}

const beyond = (value: number, limit: Limit) => (limit.below ? value <= limit.value : value >= limit.value);

const line = (limit: Limit, at: number, width: number) =>
  svg`<line class="chart-limit p${limit.level}" x1=${LEFT} x2=${width - RIGHT} y1=${at} y2=${at}></line>`;

/** A rule's words, above the curve and only where no graver line's words stand. */
function word(limit: Limit, at: number, all: Limit[], y: (value: number) => number) {
  const graver = all.slice(0, all.indexOf(limit));
  const free = graver.every((other) => Math.abs(y(other.value) - at) >= LABEL_H);
  return free
    ? svg`<text class="chart-word p${limit.level}" x=${LEFT + 4} y=${at - 5}>${limit.label}</text>`
    : nothing;
}

/** The curve cut where it crosses the threshold; each piece shares its end with the next. */
export function pieces(readings: Readings, limit: Limit | null): { points: Readings; hot: boolean }[] {
  const found: { points: Readings; hot: boolean }[] = [];
  for (const point of readings) {
    const hot = limit !== null && beyond(point[1], limit);
    const current = found.at(-1);
    if (current?.hot === hot) current.points.push(point);
    else {
      const joint = current?.points.at(-1);
      found.push({ points: joint ? [joint, point] : [point], hot });
    }
  }
  return found;
}

function hours(from: number, to: number, width: number): number[] {
  const room = Math.floor((width - LEFT - RIGHT) / HOUR_W);
  const steps = Math.max(1, Math.min(room, Math.floor((to - from) / 60_000)));
  return Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps);
}

function summary(readings: Readings, limit: Limit | null): string {
  const values = readings.map(([, value]) => value);
  const last = number(values.at(-1) ?? 0, 1);
  const range = t('từ %(low)s đến %(high)s, mới nhất %(last)s', {
    low: number(Math.min(...values), 1),
    high: number(Math.max(...values), 1),
    last,
  });
  return limit === null ? range : `${range}, ${t('ngưỡng %(n)s', { n: number(limit.value, 1) })}`;
}
