import { html } from 'lit';
import type { Desk } from '../desk/desk';
import type { SensorDetail, SensorRule } from '../desk/types';
import { named, t } from '../i18n';
import { number } from '../time';
import type { AlarmCard } from '../wire';
import { chart, type Limit } from './chart';

/** The last six hours of one sensor, with the lines of its rules. `alarm` says which quantity it is about. */
export function curve(
  desk: Desk,
  sensor: SensorDetail,
  alarm: AlarmCard | null,
  width: number,
  near = false,
) {
  const quantity =
    alarm?.quantity ||
    sensor.rules.find((rule) => sensor.latest.some((one) => one.quantity === rule.quantity))?.quantity ||
    sensor.latest[0]?.quantity ||
    '';
  const latest = sensor.latest.find((one) => one.quantity === quantity) ?? sensor.latest[0];
  const kind = desk.board?.kinds.find((one) => one.code === sensor.kind);
  const measured = kind?.quantities.find((one) => one.code === quantity);
  const unit = measured?.unit ?? alarm?.unit ?? '';
  const readings = quantity ? desk.details.readings(sensor.id, quantity) : null;
  const name = sensor.name || sensor.key;
  const what = [measured ? named(measured) : '', unit].filter(Boolean).join(', ');
  return html`<div class="row">
      <h3 class="grow clip" title=${`${name} · ${what}`}>
        <button class="link" @click=${() => desk.select({ kind: 'sensor', id: sensor.id })}>${name}</button>${
          what ? ` · ${what}` : ''
        }${near ? ` · ${t('gần đây')}` : ''}
      </h3>
      <tc-age .at=${latest?.at ?? null} fresh="120" label=${t('số đo')}></tc-age>
    </div>
    ${
      readings?.value
        ? chart({ readings: readings.value.items, limits: limits(sensor.rules, quantity, alarm), width })
        : html`<p class="chart-none" role="status">${readings?.problem ? readings.problem.message : t('Đang tải số đo…')}</p>`
    }`;
}

/** A line for every rule about this quantity; the one that is broken, else the gravest, colours the curve. */
function limits(rules: readonly SensorRule[], quantity: string, alarm: AlarmCard | null): Limit[] {
  const mine = rules.filter(
    (rule) => rule.quantity === quantity && rule.threshold != null && rule.enabled !== false,
  );
  const first = mine.find((rule) => rule.id === alarm?.rule_id) ?? mine[0];
  return mine.map((rule) => ({
    value: rule.threshold ?? 0,
    below: rule.condition === 'below',
    level: rule.severity,
    label: t('P%(p)s %(n)s', { p: rule.severity, n: number(rule.threshold ?? 0, 1) }),
    first: rule === first,
  }));
}
