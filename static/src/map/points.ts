import { mercatorX, mercatorY } from './mercator';

/** What a sensor's point can show; the number is the state on the wire. */
export const POINT_STATES = 7;
export const isAlarm = (state: number) => state >= 2 && state <= 5;

const GROWTH = 1.5;

/**
 * The live points as typed arrays: position once, state one byte, updated in place.
 * A position is split into a coarse and a fine float, so that it stays sub-metre exact on the GPU at any zoom.
 */
export class PointTable {
  ids = new Uint32Array(0);
  x = new Float64Array(0);
  y = new Float64Array(0);
  position = new Float32Array(0);
  state = new Uint8Array(0);
  kind = new Uint8Array(0);
  size = 0;
  /** Slots changed since the GPU last looked: [first, last]. */
  private first = Number.POSITIVE_INFINITY;
  private last = -1;
  private moved = false;
  private readonly slots = new Map<number, number>();
  /** Frames that came while the packed points are asked for: they may be newer than what is packed. */
  private held: ArrayBuffer[] = [];
  private asked = 0;

  /** Records of 16 bytes, little-endian: u32 id, i32 lon·1e7, i32 lat·1e7, u8 kind, u8 state, 2 reserved. */
  load(packed: ArrayBuffer): void {
    const view = new DataView(packed);
    const count = Math.floor(packed.byteLength / 16);
    this.size = 0;
    this.slots.clear();
    this.reserve(count);
    for (let i = 0, at = 0; i < count; i++, at += 16) {
      this.put(
        view.getUint32(at, true),
        view.getInt32(at + 4, true) / 1e7,
        view.getInt32(at + 8, true) / 1e7,
        view.getUint8(at + 12),
        view.getUint8(at + 13),
      );
    }
    for (const frame of this.held) this.frame(frame);
  }

  /** From here to `release`, around a `load`, every frame is kept: it is newer than the points, or the same. */
  hold(): void {
    this.asked += 1;
  }

  release(): void {
    this.asked -= 1;
    if (this.asked === 0) this.held = [];
  }

  /** A frame as the feed sends it. */
  hear(frame: ArrayBuffer): void {
    if (this.asked > 0) this.held.push(frame);
    this.frame(frame);
  }

  put(id: number, lon: number, lat: number, kind: number, state: number): number {
    let slot = this.slots.get(id);
    if (slot === undefined) {
      slot = this.size++;
      this.reserve(this.size);
      this.slots.set(id, slot);
      this.ids[slot] = id;
    }
    const x = mercatorX(lon);
    const y = mercatorY(lat);
    const [coarseX, coarseY] = [Math.fround(x), Math.fround(y)];
    this.x[slot] = x;
    this.y[slot] = y;
    this.position.set([coarseX, coarseY, x - coarseX, y - coarseY], slot * 4);
    this.moved = true;
    this.kind[slot] = kind;
    this.state[slot] = state;
    this.touch(slot);
    return slot;
  }

  /** Records of 13 bytes, little-endian: u32 id, u8 state, f32 value, u32 epoch seconds. Returns how many changed. */
  frame(frame: ArrayBuffer): number {
    const view = new DataView(frame);
    let changed = 0;
    for (let at = 0; at + 13 <= frame.byteLength; at += 13) {
      const slot = this.slots.get(view.getUint32(at, true));
      const state = view.getUint8(at + 4);
      if (slot === undefined || this.state[slot] === state) continue;
      this.state[slot] = state;
      this.touch(slot);
      changed++;
    }
    return changed;
  }

  /** The changed slots, once. */
  takeDirty(): [number, number] | null {
    if (this.last < 0) return null;
    const range: [number, number] = [this.first, this.last];
    this.first = Number.POSITIVE_INFINITY;
    this.last = -1;
    return range;
  }

  /** Whether a position changed since last asked. */
  takeMoved(): boolean {
    const { moved } = this;
    this.moved = false;
    return moved;
  }

  get dirty(): boolean {
    return this.last >= 0;
  }

  /** The nearest point within `radius` (in unit-square units), alarms before normal ones; -1 when there is none. */
  nearest(x: number, y: number, radius: number): number {
    let best = -1;
    let bestDistance = radius * radius;
    for (let i = 0; i < this.size; i++) {
      const weight = isAlarm(this.state[i] as number) ? 0.25 : 1;
      const dx = (this.x[i] as number) - x;
      const near = dx * dx * weight;
      if (near >= bestDistance) continue;
      const dy = (this.y[i] as number) - y;
      const distance = near + dy * dy * weight;
      if (distance < bestDistance) {
        bestDistance = distance;
        best = i;
      }
    }
    return best;
  }

  private touch(slot: number): void {
    if (slot < this.first) this.first = slot;
    if (slot > this.last) this.last = slot;
  }

  private reserve(count: number): void {
    if (count <= this.ids.length) return;
    const room = Math.max(1024, Math.ceil(count * GROWTH));
    this.ids = grown(this.ids, new Uint32Array(room));
    this.x = grown(this.x, new Float64Array(room));
    this.y = grown(this.y, new Float64Array(room));
    this.position = grown(this.position, new Float32Array(room * 4));
    this.state = grown(this.state, new Uint8Array(room));
    this.kind = grown(this.kind, new Uint8Array(room));
  }
}

function grown<T extends Uint8Array | Uint32Array | Float32Array | Float64Array>(old: T, bigger: T): T {
  bigger.set(old);
  return bigger;
}
