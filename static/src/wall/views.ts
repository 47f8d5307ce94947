import { html, nothing, svg } from 'lit';
import { now } from '../clock';
import { deadlineOf, isFree } from '../desk/order';
import { share } from '../elements/share';
import { called, shortly, t } from '../i18n';
import { pictureOf } from '../panels/picture';
import type { Board } from '../store';
import { duration } from '../time';
import type { CameraCard, IncidentCard } from '../wire';
import { cameraWord } from '../words';
import { iconOf, isDrill, type Load, street, what } from './scene';

const diamond = (hollow: boolean) =>
  svg`<svg class="wall-diamond" viewBox="0 0 32 32" aria-hidden="true"><path d="M16 2 30 16 16 30 2 16z" fill=${hollow ? 'none' : 'currentColor'} stroke="currentColor" stroke-width="3"></path></svg>`;

/** Longer names take both lines, and the icon says what it is: a street's name is never cut. */
const LONG_NAME = 15;

function words(board: Board, card: IncidentCard, wide: boolean) {
  const name = street(card);
  if (!wide && card.help_at && name.length > LONG_NAME) {
    return html`<div class="grow wall-two"><em class="asks">${t('SOS')}</em> <b>${name}</b></div>`;
  }
  if (!wide && card.help_at) {
    return html`<div class="grow"><b class="clip">${name}</b><span class="clip asks">${isDrill(card) ? t('Diễn tập: %(title)s', { title: t('SOS') }) : t('Xin hỗ trợ')}</span></div>`;
  }
  const level = card.priority ? `P${card.priority}` : t('Mới');
  if (!wide && name.length > LONG_NAME) {
    return html`<div class="grow wall-two"><em>${isDrill(card) ? t('Diễn tập') : level}</em> <b>${name}</b></div>`;
  }
  return html`<div class="grow">
    <b class="clip">${name}</b>
    <span class="clip"><em>${level}</em> ${wide ? called(card) : what(board, card)}</span>
  </div>`;
}

export function row(board: Board, card: IncidentCard, wide = false) {
  const deadline = deadlineOf(card);
  const late = deadline !== null && Date.parse(deadline.due) < now();
  const agency = wide ? board.agencies.find((one) => one.id === card.agency_id) : undefined;
  return html`<li class="wall-row ${late ? 'late' : ''}">
    <tc-severity level=${card.priority ?? 0} icon=${iconOf(board, card)} ?held=${!isFree(card)}></tc-severity>
    ${words(board, card, wide)}
    ${agency ? html`<span class="wall-agency clip">${shortly(agency)}</span>` : nothing}
    ${deadline ? html`<tc-countdown due=${deadline.due}></tc-countdown><tc-deadline from=${deadline.from} due=${deadline.due}></tc-deadline>` : nothing}
  </li>`;
}

export function queueView(board: Board, free: readonly IncidentCard[], stale: boolean, count: number) {
  return html`<section class="wall-queue" aria-label=${t('Chưa ai nhận')}>
    <h2 class="wall-queue-head">${diamond(false)}<span class="grow">${t('Chưa ai nhận')}</span><strong>${free.length}</strong></h2>
    ${
      free.length
        ? html`<ul>${free.slice(0, count).map((card) => row(board, card))}</ul>`
        : html`<p class="wall-calm">${stale ? t('Không biết: mất tin.') : t('Mọi việc đã có người lo.')}</p>`
    }
  </section>`;
}

export const working = (count: number) =>
  html`<div class="wall-working">${diamond(true)}<span>${t('%(n)s đang làm', { n: count })}</span></div>`;

export function alarmsView(board: Board) {
  const { alarms_10min, target_alarms_10min } = board.figures;
  const over = alarms_10min > target_alarms_10min;
  if (alarms_10min > 99)
    return html`<section class="wall-alarms">
      <div>${t('Cảnh báo')}</div>
      <div class="wall-big over">${alarms_10min}</div>
      <div class="quiet">${t('/10 phút, ≤ %(n)s', { n: target_alarms_10min })}</div>
    </section>`;
  return html`<section class="wall-alarms">
    <div>${t('Cảnh báo')}</div>
    <div class="wall-alarms-line"><span class="wall-big ${over ? 'over' : ''}">${alarms_10min}</span><span>${t('/10 phút')}</span></div>
    <div class="quiet">${t('chuẩn ≤ %(n)s', { n: target_alarms_10min })}</div>
  </section>`;
}

export function camera(one: CameraCard) {
  // A stale picture says so by its age; the other troubles are said in words.
  const dead = !['online', 'masked', 'stale'].includes(one.state);
  return html`<figure class="wall-cam">
    <img src=${pictureOf(one) ?? ''} alt=${t('Camera %(name)s', { name: one.name })} />
    <span class="wall-cam-tag"><tc-age .at=${one.captured_at} fresh="30"></tc-age></span>
    <figcaption class=${dead ? 'dead' : ''}>
      <span class="grow">${one.name}</span>${dead ? html`<span class="over">${cameraWord(one.state)}</span>` : nothing}
    </figcaption>
  </figure>`;
}

export function cameraPair(cameras: readonly CameraCard[]) {
  const shown = cameras.slice(0, 2);
  return html`${shown.map(camera)}${Array.from(
    { length: 2 - shown.length },
    () => html`<div class="wall-cam none"><span>${t('Chưa có camera')}</span></div>`,
  )}`;
}

/** Work against capacity. The mark is the capacity; what is beyond it is hatched. */
function loadRow({ agency, jobs, late }: Load, wide: boolean) {
  const scale = Math.max(agency.capacity * 1.5, jobs, 1);
  const inside = Math.min(jobs, agency.capacity);
  const over = jobs - inside;
  return html`<li class="wall-load">
    <span class="wall-load-name clip">${shortly(agency)}</span>
    <span class="wall-bar" aria-hidden="true"
      ><i ${share(0, inside / scale)}></i>${over > 0 ? html`<i class="over" ${share(inside / scale, over / scale)}></i>` : nothing}<u
        ${share(agency.capacity / scale, 0)}
      ></u
    ></span>
    ${wide ? html`<span class="wall-load-late">${late ? t('%(n)s trễ', { n: late }) : ''}</span>` : nothing}
    <span class="wall-load-figure ${over > 0 ? 'over' : ''}">${jobs}/${agency.capacity}</span>
  </li>`;
}

export function loadsView(all: readonly Load[], most: number, wide = false) {
  const count = wide && all.length === most + 1 ? all.length : most; // “and 1 more” takes the place of the one
  return html`<section class="wall-loads">
    <h2><span class="grow">${t('Tải đơn vị')}</span><span>${t('việc/sức')}</span></h2>
    <ul>${all.slice(0, count).map((load) => loadRow(load, wide))}</ul>
    ${wide && all.length > count ? html`<p class="quiet">${t('và %(n)s đơn vị nữa', { n: all.length - count })}</p>` : nothing}
  </section>`;
}

export function lateView(board: Board, late: readonly IncidentCard[], count: number) {
  return html`<section class="wall-late">
    <h2><span class="grow">${t('Trễ hạn')}</span><strong>${late.length}</strong></h2>
    <ul>${late.slice(0, count).map((card) => row(board, card, true))}</ul>
    ${late.length > count ? html`<p class="quiet">${t('và %(n)s việc nữa', { n: late.length - count })}</p>` : nothing}
  </section>`;
}

/** Lost contact is said across the whole wall, with the age of what is shown. */
export const lostBand = (age: number, known: boolean, refusal: string) =>
  html`<p class="wall-lost" role="alert">${
    refusal
      ? t('Trung tâm từ chối: %(why)s', { why: refusal })
      : known
        ? t('Mất tin %(age)s. Cảnh này cũ.', { age: duration(age) })
        : t('Đang nối với trung tâm…')
  }</p>`;
