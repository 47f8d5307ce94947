import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Desk } from '../desk/desk';
import { nearest } from '../desk/order';
import type { SensorDetail } from '../desk/types';
import { t } from '../i18n';
import { mercatorX, mercatorY } from '../map/mercator';
import type { AlarmCard, CameraCard } from '../wire';
import { cameraWord } from '../words';
import { chart } from './chart';
import { Panel } from './panel';
import { pictureOf } from './picture';

/** How far from an incident a sensor may stand to say something about it. */
const NEAR_M = 400;

/** Which sensor the curve is about: the selected one, the one that raised the alarm, or the nearest. */
export function sensorInHand(desk: Desk): { id: number; alarm: AlarmCard | null; near: boolean } | null {
  const { selected, incident } = desk;
  if (selected?.kind === 'sensor') {
    return {
      id: selected.id,
      alarm: desk.alarms().find((alarm) => alarm.sensor_id === selected.id) ?? null,
      near: false,
    };
  }
  if (selected?.kind === 'alarm') {
    const alarm = desk.alarms().find((one) => one.id === selected.id);
    return alarm?.sensor_id ? { id: alarm.sensor_id, alarm, near: false } : null;
  }
  if (!incident) return null;
  const alarm = desk.alarmsOf(incident.id).find((one) => one.sensor_id !== null);
  if (alarm?.sensor_id) return { id: alarm.sensor_id, alarm, near: false };
  const { points } = desk;
  if (!points?.size) return null;
  const metre = 1 / (40_075_017 * Math.cos((incident.lat * Math.PI) / 180));
  const slot = points.nearest(mercatorX(incident.lon), mercatorY(incident.lat), NEAR_M * metre);
  return slot < 0 ? null : { id: points.ids[slot] as number, alarm: null, near: true };
}

export function cameraTile(desk: Desk, camera: CameraCard, big: boolean) {
  const url = pictureOf(camera);
  const dead = camera.state !== 'online' && camera.state !== 'masked';
  return html`<button class="cam ${big ? 'big' : ''}" @click=${() => desk.select({ kind: 'camera', id: camera.id })}>
    ${url ? html`<img src=${url} alt=${t('Camera %(name)s', { name: camera.name })} />` : html`<span class="cam-none">${t('chưa có ảnh')}</span>`}
    <span class="cam-line row">
      <span class="grow clip">${camera.name}${dead ? ` · ${cameraWord(camera.state)}` : ''}</span>
      <tc-age .at=${camera.captured_at} fresh="30"></tc-age>
    </span>
  </button>`;
}

/** Below the map: the curve of what is measured there, and what the nearest cameras see. */
@customElement('tc-evidence')
export class Evidence extends Panel {
  override render() {
    return html`<section class="evidence-chart">${this.curve()}</section>
      <section class="evidence-cams">${this.cameras()}</section>`;
  }

  private curve() {
    const { desk } = this;
    const hand = sensorInHand(desk);
    if (!hand) {
      return html`<h3>${t('Số đo')}</h3><p class="chart-none">${t('Không có cảm biến nào ở gần đây.')}</p>`;
    }
    const sensor = desk.details.sensor(hand.id);
    if (!sensor.value) {
      return html`<h3>${t('Số đo')}</h3>
        <p class="chart-none" role="status">${sensor.problem ? sensor.problem.message : t('Đang tải số đo…')}</p>`;
    }
    return this.drawn(sensor.value, hand);
  }

  private drawn(sensor: SensorDetail, hand: { alarm: AlarmCard | null; near: boolean }) {
    const { desk } = this;
    const quantity = hand.alarm?.quantity || sensor.rules[0]?.quantity || sensor.latest[0]?.quantity || '';
    const latest = sensor.latest.find((one) => one.quantity === quantity) ?? sensor.latest[0];
    const kind = desk.board?.kinds.find((one) => one.code === sensor.kind);
    const unit = kind?.quantities.find((one) => one.code === quantity)?.unit ?? hand.alarm?.unit ?? '';
    const rule = sensor.rules.find((one) => one.quantity === quantity && one.threshold != null);
    const threshold = hand.alarm?.threshold ?? rule?.threshold ?? null;
    const readings = quantity ? desk.details.readings(sensor.id, quantity) : null;
    return html`<div class="row">
        <h3 class="grow clip">
          <button class="link" @click=${() => desk.select({ kind: 'sensor', id: sensor.id })}>${sensor.name || sensor.key}</button>${unit ? `, ${unit}` : ''}${hand.near ? ` · ${t('gần đây')}` : ''}
        </h3>
        <tc-age .at=${latest?.at ?? null} fresh="120" label=${t('số đo')}></tc-age>
      </div>
      ${
        readings?.value
          ? chart({
              readings: readings.value.items,
              threshold,
              label: threshold === null ? '' : t('ngưỡng %(n)s', { n: threshold }),
            })
          : html`<p class="chart-none" role="status">${readings?.problem ? readings.problem.message : t('Đang tải số đo…')}</p>`
      }`;
  }

  private cameras() {
    const { desk } = this;
    const at = desk.incident ?? this.place();
    const near = nearest(at, desk.board?.cameras.values() ?? [], 3);
    return html`<div class="row">
        <h3 class="grow">${t('Camera gần nhất')}</h3>
        ${near.length ? html`<tc-key>C</tc-key>` : nothing}
      </div>
      ${
        near.length
          ? html`<div class="cams n${near.length}">${near.map((camera, i) => cameraTile(desk, camera, i === 0))}</div>`
          : html`<p class="chart-none">${t('Chưa có camera nào.')}</p>`
      }`;
  }

  private place(): { lat: number; lon: number } {
    const { selected, board, center } = this.desk;
    if (selected?.kind === 'camera') return board?.cameras.get(selected.id) ?? center;
    return center;
  }
}
