import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { acknowledge, gravest, inService, needsAck } from '../desk/alarms';
import type { SensorDetail } from '../desk/types';
import { called, named, spoken, t } from '../i18n';
import { ago, dayTime, number } from '../time';
import type { AlarmCard, CameraCard, CrewCard } from '../wire';
import { alarmWord, assignmentWord, cameraWord, crewWord, measure, priorityLabel, skillWord } from '../words';
import { curve } from './curve';
import { Panel } from './panel';
import { pictureOf } from './picture';

const LINES = [
  ['action', () => t('Làm gì')],
  ['cause', () => t('Vì sao')],
  ['consequence', () => t('Hậu quả')],
] as const;

const CAN_SHELVE = new Set<AlarmCard['state']>(['unack_active', 'ack_active', 'rtn_unack']);

/** Anything on the map that is not an incident: what it is, its history, and how old its data is. */
@customElement('tc-thing')
export class ThingPanel extends Panel {
  override render() {
    const { selected, board } = this.desk;
    if (!selected || !board) return nothing;
    const gone = html`<p class="detail-none">${t('Không còn ở đây nữa.')}</p>`;
    if (selected.kind === 'camera') {
      const camera = board.cameras.get(selected.id);
      return camera ? this.camera(camera) : gone;
    }
    if (selected.kind === 'crew') {
      const crew = board.crews.get(selected.id);
      return crew ? this.crew(crew) : gone;
    }
    if (selected.kind === 'alarm') {
      const alarm = this.desk.alarms().find((one) => one.id === selected.id);
      return alarm?.sensor_id ? this.sensor(alarm.sensor_id) : alarm ? this.alarms([alarm]) : gone;
    }
    return this.sensor(selected.id);
  }

  private head(icon: string, title: string, line: string, age: string | null, fresh: number, word = '') {
    return html`<div class="detail-head">
      <div class="row">
        <tc-icon class="thing-icon" name=${icon}></tc-icon>
        <div class="grow">
          <h2 class="detail-title">${title}</h2>
          <p class="quiet">${line}</p>
        </div>
        <button class="button small" @click=${() => this.back()}>${t('Đóng')}<tc-key>Esc</tc-key></button>
      </div>
      <p class="thing-age"><tc-age .at=${age} fresh=${fresh} label=${word}></tc-age></p>
    </div>`;
  }

  private back(): void {
    this.desk.back();
  }

  private camera(camera: CameraCard) {
    const url = pictureOf(camera);
    return html`${this.head('camera', camera.name, t('Camera %(state)s', { state: cameraWord(camera.state) }), camera.captured_at, 30, t('ảnh'))}
      <section class="block">
        ${url ? html`<img class="thing-picture" src=${url} alt=${t('Camera %(name)s', { name: camera.name })} />` : html`<p>${t('Chưa có ảnh nào.')}</p>`}
        ${camera.captured_at ? html`<p class="quiet">${t('Chụp lúc %(time)s', { time: dayTime(camera.captured_at) })}</p>` : nothing}
      </section>
      ${this.alarms(this.desk.alarms().filter((alarm) => alarm.camera_id === camera.id))}`;
  }

  private crew(crew: CrewCard) {
    const { board } = this.desk;
    const jobs = [...(board?.assignments.values() ?? [])].filter((one) => one.crew_id === crew.id);
    const agency = board?.agencies.find((one) => one.id === crew.agency_id);
    const line = [crew.leader, crewWord(crew.status), named(agency)].filter(Boolean).join(' · ');
    return html`${this.head('crew', [crew.code, crew.name.includes(crew.code) ? '' : crew.name].filter(Boolean).join(' · '), line, crew.position_at, 60, t('vị trí'))}
      <section class="block">
        <h3>${t('Kỹ năng')}</h3>
        <p>${crew.skills.length ? crew.skills.map(skillWord).join(', ') : t('chưa ghi')}</p>
        ${crew.shift_ends_at ? html`<p class="quiet">${t('Hết ca lúc %(time)s', { time: dayTime(crew.shift_ends_at) })}</p>` : nothing}
      </section>
      <section class="block">
        <h3>${t('Lệnh điều động')}</h3>
        ${jobs.length === 0 ? html`<p class="quiet">${t('Chưa có lệnh nào.')}</p>` : nothing}
        <ul class="sent">
          ${jobs.slice(0, 12).map((job) => {
            const incident = this.desk.incidentOf(job.incident_id);
            return html`<li class="row">
              <button class="link grow" @click=${() => this.desk.select({ kind: 'incident', id: job.incident_id })}>
                ${incident ? `${incident.code} · ${called(incident)}, ${incident.place}` : t('Đang tải…')}
              </button>
              <span class="quiet">${assignmentWord(job.state)} ${ago(job.offered_at)}</span>
            </li>`;
          })}
        </ul>
      </section>`;
  }

  private sensor(id: number) {
    const loaded = this.desk.details.sensor(id);
    const sensor = loaded.value;
    if (!sensor) {
      return html`<p class="detail-none" role="status">${loaded.problem ? loaded.problem.message : t('Đang tải cảm biến…')}</p>`;
    }
    const kind = this.desk.board?.kinds.find((one) => one.code === sensor.kind);
    const newest = sensor.latest[0]?.at ?? null;
    const live = this.desk.alarms().filter((alarm) => alarm.sensor_id === id);
    return html`${this.head(kind?.icon ?? 'wave', sensor.name || sensor.key, `${sensor.key} · ${named(kind)}`, newest, 300, t('số đo'))}
      ${this.service(sensor)}
      <section class="block thing-chart">${curve(this.desk, sensor, gravest(live), 392)}</section>
      <section class="block">
        <h3>${t('Số đo mới nhất')}</h3>
        ${sensor.latest.length === 0 ? html`<p class="quiet">${t('Chưa có số đo nào.')}</p>` : nothing}
        <ul class="sent">
          ${sensor.latest.map((one) => {
            const quantity = kind?.quantities.find((q) => q.code === one.quantity);
            return html`<li class="row">
              <span class="grow">${quantity ? named(quantity) : one.quantity}</span>
              <b>${number(one.value, 1)} ${quantity?.unit ?? ''}</b><tc-age .at=${one.at} fresh="300"></tc-age>
            </li>`;
          })}
        </ul>
      </section>
      ${this.alarms(live.length ? live : (sensor.alarms ?? []))} ${this.rules(sensor)}`;
  }

  /** Whether what it says counts; a sensor being repaired says why and until when. */
  private service(sensor: SensorDetail) {
    const { desk } = this;
    if (!sensor.in_service) {
      const until = sensor.out_until ? t('đến %(time)s', { time: dayTime(sensor.out_until) }) : '';
      const words = [t('Ngừng dùng'), until, sensor.out_reason ?? ''].filter(Boolean).join(' · ');
      return html`<p class="notice warn row block">
        <span class="grow">${words}</span>
        <button class="button small" @click=${() => inService(desk, sensor.id)}>${t('Dùng lại')}<tc-key>F</tc-key></button>
      </p>`;
    }
    return html`<p class="block row">
      <span class="grow quiet">${t('Đang dùng')}</span>
      <button class="button small" @click=${() => desk.open('repair')}>${t('Ngừng dùng')}<tc-key>F</tc-key></button>
    </p>`;
  }

  private alarms(alarms: AlarmCard[]) {
    if (!alarms.length)
      return html`<section class="block"><h3>${t('Cảnh báo')}</h3><p class="quiet">${t('Không có.')}</p></section>`;
    return html`<section class="block">
      <h3>${t('Cảnh báo')}</h3>
      ${alarms.map(
        (alarm) => html`<div class="row alarm-line">
          <tc-severity level=${alarm.severity} icon="bell" ?held=${!needsAck(alarm)}></tc-severity>
          <span class="grow">
            <b>${priorityLabel(alarm.severity)}${alarm.title ? ` · ${spoken(alarm.title)}` : ''}</b> · ${alarmWord(alarm.state)}${
              measure(alarm.value, alarm.unit) ? html` · ${measure(alarm.value, alarm.unit)}` : nothing
            }
            <small>${[
              t('từ %(time)s', { time: dayTime(alarm.raised_at) }),
              alarm.repeat_count > 1 ? t('lặp %(n)s lần', { n: alarm.repeat_count }) : '',
              alarm.shelved_until ? t('gác đến %(time)s', { time: dayTime(alarm.shelved_until) }) : '',
              alarm.reason ?? '',
            ]
              .filter(Boolean)
              .join(' · ')}</small>
          </span>
          <span class="row">
          ${needsAck(alarm) ? html`<button class="button small" @click=${() => acknowledge(this.desk, [alarm])}>${t('Xác nhận')}<tc-key>A</tc-key></button>` : nothing}
          ${
            CAN_SHELVE.has(alarm.state)
              ? html`<button class="button small" @click=${() => this.desk.open('shelve')}>${t('Gác')}<tc-key>S</tc-key></button>`
              : nothing
          }
          </span>
        </div>`,
      )}
    </section>`;
  }

  /** Every rule carries its response: cause, consequence, what to do. */
  private rules(sensor: SensorDetail) {
    const told = sensor.rules.filter((rule) => rule.response && rule.threshold != null);
    if (!told.length) return nothing;
    return html`<section class="block">
      ${told.slice(0, 3).map(
        (rule) => html`<h3>P${rule.severity} ${spoken(rule.title)}</h3>
          <dl class="sheet">
            ${LINES.map(([part, word]) => {
              const text = spoken(rule.response?.[part]);
              return text ? html`<dt>${word()}</dt><dd>${text}</dd>` : nothing;
            })}
          </dl>`,
      )}
    </section>`;
  }
}
