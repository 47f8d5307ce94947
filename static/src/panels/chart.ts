import { html, nothing, svg } from 'lit';
import type { Readings } from '../desk/types';
import { t } from '../i18n';
import { clockTime, number } from '../time';

const W = 308;
const H = 204;
const [LEFT, RIGHT, TOP, BOTTOM] = [34, 46, 12, 22];

export interface Curve {
  readings: Readings;
  threshold: number | null;
  /** What is written beside the threshold, such as "ngưỡng 50". */
  label: string;
}

/** Steps of 1, 2 or 5 that divide the height in about four. */
export function ticks(high: number): number[] {
  const raw = Math.max(high, 1e-9) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((n) => n * power >= raw) ?? 10) * power;
  return Array.from({ length: Math.ceil(high / step) + 1 }, (_, i) => i * step);
}

/** A curve with its threshold; what is over the threshold is drawn in the alarm's colour and weight. */
export function chart({ readings, threshold, label }: Curve) {
  if (readings.length < 2) return html`<p class="chart-none">${t('Chưa đủ số đo để vẽ.')}</p>`;
  const values = readings.map(([, value]) => value);
  const marks = ticks(Math.max(...values, threshold ?? 0) * 1.05);
  const high = marks.at(-1) ?? 1;
  const low = Math.min(0, ...values);
  const from = readings[0]?.[0] ?? 0;
  const to = readings.at(-1)?.[0] ?? 1;
  const x = (at: number) => LEFT + ((at - from) / Math.max(1, to - from)) * (W - LEFT - RIGHT);
  const y = (value: number) => H - BOTTOM - ((value - low) / (high - low || 1)) * (H - TOP - BOTTOM);
  const last = readings.at(-1) as [number, number];
  const over = threshold !== null && last[1] >= threshold;
  return svg`<svg class="chart" viewBox="0 0 ${W} ${H}" role="img" aria-label=${summary(readings, threshold)}>
    ${marks.map(
      (value) => svg`<line class="chart-grid" x1=${LEFT} x2=${W - RIGHT} y1=${y(value)} y2=${y(value)}></line>
        <text x=${LEFT - 8} y=${y(value) + 4} text-anchor="end">${number(value, 1)}</text>`,
    )}
    ${hours(from, to).map(
      (at, i, all) =>
        svg`<text x=${x(at)} y=${H - 4} text-anchor=${i === 0 ? 'start' : i === all.length - 1 ? 'end' : 'middle'}>${clockTime(at)}</text>`,
    )}
    ${
      threshold === null
        ? nothing
        : svg`<line class="chart-limit" x1=${LEFT} x2=${W - RIGHT} y1=${y(threshold)} y2=${y(threshold)}></line>
        <text class="over" x=${LEFT + 4} y=${y(threshold) - 6}>${label}</text>`
    }
    ${pieces(readings, threshold).map(
      ({ points, hot }) =>
        svg`<path class=${hot ? 'chart-line hot' : 'chart-line'} d=${`M${points.map(([at, value]) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('L')}`}></path>`,
    )}
    <path class=${over ? 'chart-dot hot' : 'chart-dot'} d=${`M${x(last[0])} ${y(last[1]) - 6}l6 6-6 6-6-6z`}></path>
    <text class=${over ? 'chart-last over' : 'chart-last'} x=${x(last[0]) + 10} y=${y(last[1]) + 5}>${number(last[1], Math.abs(last[1]) < 100 ? 1 : 0)}</text>
  </svg>`;
}

/** The curve cut where it crosses the threshold; each piece shares its end with the next. */
export function pieces(readings: Readings, threshold: number | null): { points: Readings; hot: boolean }[] {
  const found: { points: Readings; hot: boolean }[] = [];
  for (const point of readings) {
    const hot = threshold !== null && point[1] >= threshold;
    const current = found.at(-1);
    if (current?.hot === hot) current.points.push(point);
    else {
      const joint = current?.points.at(-1);
      found.push({ points: joint ? [joint, point] : [point], hot });
    }
  }
  return found;
}

const hours = (from: number, to: number) => [0, 1, 2, 3].map((i) => from + ((to - from) * i) / 3);

function summary(readings: Readings, threshold: number | null): string {
  const values = readings.map(([, value]) => value);
  const last = number(values.at(-1) ?? 0, 1);
  const range = t('từ %(low)s đến %(high)s, mới nhất %(last)s', {
    low: number(Math.min(...values), 1),
    high: number(Math.max(...values), 1),
    last,
  });
  return threshold === null ? range : `${range}, ${t('ngưỡng %(n)s', { n: number(threshold, 1) })}`;
}
