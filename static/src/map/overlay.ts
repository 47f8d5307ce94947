import { html, nothing, render } from 'lit';
import '../elements/icon';
import '../elements/severity';
import { cluster, type Pin, type PinKind, type Placed } from './cluster';
import { type Corner, type CountSizes, type Counts, cornersOf } from './counts';
import { type Box, type Side, sideOf } from './labels';

type Project = (lon: number, lat: number) => { x: number; y: number };
type Pick = (placed: Placed) => void;

interface Drawn {
  element: HTMLElement;
  key: string;
}

/** How near two pins of a kind may come before they become one, in pixels at a desk. */
const REACH: Record<PinKind, number> = { incident: 26, crew: 16, camera: 22, place: 1 };
/** The reach of labels beside a pin, for the wall's large type. */
export interface OverlaySizes {
  scale: number;
  /** How near pins may come before they become one, against the desk's measure. */
  reach: number;
  font: string;
  labelHeight: number;
  gap: number;
  /** Where numbers are large: each takes a corner of its own, and pins join until each has one. */
  counts?: CountSizes;
}

const WIDER = 1.15;
const WIDEST = 4;

/** The pins above the map. Few enough to be elements, because clusters bound their number. */
export class Overlay {
  private pins: Pin[] = [];
  private placed: Placed[] = [];
  private counts: Counts = new Map();
  private readonly drawn = new Map<string, Drawn>();
  private readonly measure: CanvasRenderingContext2D | null;

  constructor(
    private readonly root: HTMLElement,
    private readonly project: Project,
    private readonly pick: Pick,
    private readonly sizes: OverlaySizes,
  ) {
    this.measure = document.createElement('canvas').getContext('2d');
    if (this.measure) this.measure.font = sizes.font;
  }

  show(pins: Pin[]): void {
    this.pins = pins;
    this.arrange();
  }

  /** New clusters, new labels: after the zoom or the pins have changed. */
  arrange(): void {
    const { width, height } = this.root.getBoundingClientRect();
    const inside = this.pins.filter((pin) => {
      const { x, y } = this.project(pin.lon, pin.lat);
      return x > -width / 2 && y > -height / 2 && x < width * 1.5 && y < height * 1.5;
    });
    const frame = { left: 0, top: 0, right: width, bottom: height };
    this.group(inside, frame);
    this.draw(frame);
    this.follow();
  }

  private group(pins: Pin[], frame: Box): void {
    let counts: Counts | null = null;
    for (let wider = 1; !counts && wider < WIDEST; wider *= WIDER) {
      this.placed = cluster(
        pins,
        (pin) => this.project(pin.lon, pin.lat),
        (kind) => REACH[kind] * this.sizes.reach * (kind === 'incident' ? wider : 1),
      );
      counts = this.sizes.counts ? cornersOf(this.placed, this.sizes.counts, frame) : new Map();
    }
    this.counts = counts ?? new Map();
  }

  /** Same pins, the camera moved: only transforms. */
  follow(): void {
    for (const { pin } of this.placed) {
      const { x, y } = this.project(pin.lon, pin.lat);
      const drawn = this.drawn.get(`${pin.kind}:${pin.id}`);
      if (drawn) drawn.element.style.transform = `translate(${Math.round(x)}px,${Math.round(y)}px)`;
    }
  }

  private draw(frame: Box): void {
    // A label may cover a crew or a camera, never an incident or another label.
    const taken: Box[] = this.placed
      .filter(({ pin }) => pin.kind === 'incident')
      .map(({ pin, x, y }) => around(x, y, (pin.held ? 13 : 18) * this.sizes.scale));
    for (const { box } of this.counts.values()) taken.push(box);
    const seen = new Set<string>();
    for (const placed of this.placed) {
      const name = `${placed.pin.kind}:${placed.pin.id}`;
      seen.add(name);
      const side = this.side(placed, taken, frame);
      this.update(name, placed, side);
    }
    for (const [name, { element }] of this.drawn) {
      if (seen.has(name)) continue;
      element.remove();
      this.drawn.delete(name);
    }
  }

  private side(placed: Placed, taken: Box[], frame: Box): Side | null {
    const { label } = placed.pin;
    if (!label) return null;
    const width = (this.measure?.measureText(label).width ?? label.length * 8) + this.sizes.labelHeight * 0.6;
    return sideOf(placed, width, this.sizes, taken, frame);
  }

  private update(name: string, placed: Placed, side: Side | null): void {
    const { pin, members } = placed;
    const corner = this.counts.get(placed)?.corner ?? null;
    const key = JSON.stringify([pin, members.length, side, corner]);
    const known = this.drawn.get(name);
    if (known?.key === key) {
      known.element.onclick = () => this.pick(placed);
      return;
    }
    const element = known?.element ?? document.createElement('button');
    if (!known) {
      element.setAttribute('type', 'button');
      element.tabIndex = -1; // the queue is the keyboard's way to every pin
      this.root.append(element);
    }
    element.className = classes(pin, side, corner);
    element.title = members.length > 1 ? `${members.length} · ${pin.title}` : pin.title;
    element.style.zIndex = String(zIndex(pin));
    element.onclick = () => this.pick(placed);
    render(body(pin, members.length, side), element);
    this.drawn.set(name, { element, key });
  }
}

const around = (x: number, y: number, r: number): Box => ({
  left: x - r,
  right: x + r,
  top: y - r,
  bottom: y + r,
});

function zIndex(pin: Pin): number {
  if (pin.selected) return 50;
  if (pin.kind !== 'incident') return pin.kind === 'crew' ? 20 : 10;
  return (pin.held ? 30 : 40) - (pin.level || 3);
}

function classes(pin: Pin, side: Side | null, corner: Corner | null): string {
  const parts = ['pin', `pin-${pin.kind}`, `pin-p${pin.level}`];
  if (pin.held) parts.push('held');
  if (pin.quiet) parts.push('quiet-pin');
  if (pin.selected) parts.push('selected');
  if (side) parts.push(`label-${side}`);
  if (corner) parts.push(`count-${corner}`);
  return parts.join(' ');
}

function body(pin: Pin, count: number, side: Side | null) {
  const number = count > 1 ? html`<span class="pin-count">${count}</span>` : nothing;
  const label = side && pin.label ? html`<span class="pin-label">${pin.label}</span>` : nothing;
  return html`${pin.selected ? html`<span class="pin-ring"></span>` : nothing}${mark(pin)}${number}${label}`;
}

function mark(pin: Pin) {
  if (pin.kind === 'incident') {
    return html`<tc-severity level=${pin.level} icon=${pin.icon} ?held=${pin.held}></tc-severity>`;
  }
  if (pin.kind === 'crew') return html`<span class="pin-dart"></span><span class="sr">${pin.title}</span>`;
  if (pin.kind === 'place') return html`<span class="pin-dot"></span><span class="sr">${pin.title}</span>`;
  return html`<span class="pin-box"><tc-icon name=${pin.icon}></tc-icon></span><span class="sr">${pin.title}</span>`;
}
