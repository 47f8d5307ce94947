import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { now } from '../clock';
import { abort, dispatchRank, helpAnswered } from '../desk/actions';
import type { Loaded } from '../desk/details';
import { isFree } from '../desk/order';
import { reasonWord } from '../desk/story';
import type { RankedCrew, Recommendation } from '../desk/types';
import { Beat } from '../elements/beat';
import { t } from '../i18n';
import { ago, countdown, distance, minutes } from '../time';
import type { IncidentCard } from '../wire';
import { assignmentWord, helpWord } from '../words';
import { Panel } from './panel';

const SHOWN = 3;

/** Who could go, ranked and explained; Enter sends the first. Once somebody goes: who, and how far. */
@customElement('tc-recommend')
export class Recommend extends Panel {
  @property({ type: Number }) incident = 0;
  @state() private more = false;
  protected readonly beat = new Beat(this);

  override render() {
    const card = this.desk.incidentOf(this.incident);
    if (!card || ['closed', 'cancelled', 'resolved'].includes(card.state)) return nothing;
    const free = isFree(card);
    const sent = this.desk.assignmentsOf(card.id);
    return html`${card.help_at ? this.help(card) : nothing}${sent.length ? this.sent(card) : nothing}
    ${free || card.help_at || this.more ? this.proposal(card) : this.askMore(card)}`;
  }

  /** A crew at the place cannot do it alone: one more crew answers it, or an officer's word. */
  private help(card: IncidentCard) {
    const crew = this.desk.crew(card.help_crew_id ?? 0)?.code ?? '';
    const words = t('%(crew)s xin hỗ trợ: %(need)s', { crew, need: helpWord(card.help_need) });
    return html`<div class="notice warn row block" role="alert">
      <b class="grow">${words} · ${ago(card.help_at ?? '')}</b>
      <button class="button small" @click=${() => helpAnswered(this.desk, card)}>${t('Đã lo')}<tc-key>P</tc-key></button>
    </div>`;
  }

  private sent(card: IncidentCard) {
    const { desk } = this;
    return html`<section class="block">
      <h3>${t('Tổ đã điều')}</h3>
      <ul class="sent">
        ${desk.assignmentsOf(card.id).map((assignment) => {
          const crew = desk.crew(assignment.crew_id);
          const at =
            assignment.on_scene_at ??
            assignment.en_route_at ??
            assignment.accepted_at ??
            assignment.offered_at;
          return html`<li class="row">
            <button class="link grow" @click=${() => desk.select({ kind: 'crew', id: assignment.crew_id })}>
              ${crew?.code ?? `#${assignment.crew_id}`}${crew?.leader ? ` · ${crew.leader}` : ''}
            </button>
            <span class="quiet">${assignmentWord(assignment.state)} ${ago(at)}</span>
            <button class="button small" @click=${() => abort(desk, assignment, t('trực ban rút'))}>${t('Rút về')}<tc-key>B</tc-key></button>
          </li>`;
        })}
      </ul>
    </section>`;
  }

  private askMore(card: IncidentCard) {
    if (card.state === 'on_hold') return nothing;
    return html`<p class="block"><button class="button small" @click=${() => this.askForMore()}>${t('Điều thêm tổ')}<tc-key>D</tc-key></button></p>`;
  }

  /** `D` on the keyboard. */
  askForMore(): void {
    this.more = !this.more;
  }

  private proposal(card: IncidentCard) {
    const loaded = this.desk.details.recommendation(card.id);
    return html`<section class="block" aria-busy=${loaded.loading ? 'true' : 'false'}>
      <div class="row block-head"><h3 class="grow">${t('Đề xuất tổ hiện trường')}</h3>${this.deadline(card)}</div>
      ${this.declined(card)} ${this.ranking(card, loaded)}
    </section>`;
  }

  /** Who was asked and said no, and why: the next one is a key away. */
  private declined(card: IncidentCard) {
    const said =
      this.desk.details.incident(card.id).value?.assignments.filter((one) => one.state === 'declined') ?? [];
    const on = new Set(this.desk.assignmentsOf(card.id).map((one) => one.crew_id));
    const no = said.filter((one) => !on.has(one.crew_id));
    if (!no.length) return nothing;
    const words = no.map((one) => {
      const crew = this.desk.crew(one.crew_id)?.code ?? '';
      return one.reason ? `${crew} (${one.reason})` : crew;
    });
    return html`<p class="notice warn">${t('Đã từ chối: %(who)s. Điều tổ khác.', { who: words.join(', ') })}</p>`;
  }

  private deadline(card: IncidentCard) {
    if (!card.due_dispatch_at || !isFree(card)) return nothing;
    const left = Date.parse(card.due_dispatch_at) - now();
    const time = countdown(left);
    return left < 0
      ? html`<span class="late-text">${t('quá hạn điều động %(time)s', { time })}</span>`
      : html`<span class="quiet">${t('còn %(time)s để điều động', { time })}</span>`;
  }

  private ranking(card: IncidentCard, loaded: Loaded<Recommendation>) {
    const { value, problem, loading } = loaded;
    if (!value) {
      if (problem)
        return html`<p class="notice warn">${problem.offline ? t('Không tới được trung tâm.') : problem.message}</p>`;
      return html`<div class="ghosts" role="status"><span class="sr">${loading ? t('Đang tính đường…') : ''}</span><i></i><i></i><i></i></div>`;
    }
    const first = value.ranked[0];
    return html`${value.ranked.slice(0, SHOWN).map((crew, place) => this.crew(crew, place))}
    ${
      first
        ? html`<button class="button primary go" ?disabled=${card.priority === null} @click=${() => dispatchRank(this.desk, 0)}>
            ${t('Điều %(crew)s đến %(place)s', { crew: first.code, place: card.place || card.code })}<tc-key>Enter</tc-key>
          </button>`
        : html`<p class="notice">${t('Không có tổ nào đi được lúc này. Gọi đơn vị xử lý.')}</p>`
    }
    ${card.priority === null ? html`<p class="excluded">${t('Đặt mức trước: bấm 1, 2, 3 hoặc 4.')}</p>` : nothing}
    ${this.excluded(value)}`;
  }

  private crew(crew: RankedCrew, place: number) {
    const reasons = crew.reasons.map((reason) => reasonWord(reason.code, reason.params)).filter(Boolean);
    const line = reasons.join(' · ');
    return html`<button class="ranked row ${place === 0 ? 'first' : ''}" @click=${() => dispatchRank(this.desk, place)}>
      <span class="ranked-place">${place + 1}</span>
      <span class="grow">
        <span class="ranked-name">${crew.code}${crew.leader ? ` · ${crew.leader}` : ''}</span>
        <span class="ranked-why">${line.charAt(0).toUpperCase()}${line.slice(1)}</span>
      </span>
      <span class="ranked-eta">${crew.eta_s == null ? '–' : minutes(crew.eta_s)}<small>${crew.distance_m == null ? '' : distance(crew.distance_m)}</small></span>
    </button>`;
  }

  private excluded(value: Recommendation) {
    if (!value.excluded.length) return nothing;
    const shown = value.excluded
      .slice(0, 4)
      .map((one) => `${one.code} (${reasonWord(one.reason.code, one.reason.params)})`);
    const rest = value.excluded.length - shown.length;
    return html`<p class="excluded">${t('Không xét:')} ${shown.join(', ')}${rest > 0 ? ` ${t('và %(n)s tổ khác', { n: rest })}` : ''}</p>`;
  }
}
