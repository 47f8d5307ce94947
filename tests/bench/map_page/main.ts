/** The product's own map with 100,000 sensors. The bench turns the updates on and off and reads what they cost. */
import '../../../static/src/base.css';
import './page.css';
import { CityMap } from '../../../static/src/map';

const POINTS = 100_000;
const TICK_MS = 250;
const RECORD = 13;

function packed(): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(POINTS * 16));
  for (let i = 0; i < POINTS; i++) {
    const at = i * 16;
    view.setUint32(at, i + 1, true);
    view.setInt32(at + 4, (107.4 + Math.random() * 0.4) * 1e7, true);
    view.setInt32(at + 8, (16.35 + Math.random() * 0.25) * 1e7, true);
  }
  return view.buffer;
}

/** As the feed sends them: u32 id, u8 state, f32 value, u32 seconds. One point in fifty becomes an alarm. */
function frame(count: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(count * RECORD));
  for (let i = 0; i < count; i++) {
    const at = i * RECORD;
    view.setUint32(at, 1 + Math.floor(Math.random() * POINTS), true);
    view.setUint8(
      at + 4,
      Math.random() < 0.02 ? 2 + Math.floor(Math.random() * 4) : Math.random() < 0.5 ? 0 : 1,
    );
    view.setFloat32(at + 5, Math.random(), true);
  }
  return view.buffer;
}

const bench = {
  ready: false,
  longest: 0,
  applied: 0,
  rate: 0,
  /** Long tasks so far, and how many updates were drawn. */
  reset() {
    bench.longest = 0;
    bench.applied = 0;
  },
};
Object.assign(window, { bench });

const map = await CityMap.create(document.getElementById('map') as HTMLElement);
map.loadPoints(packed());
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) bench.longest = Math.max(bench.longest, entry.duration);
}).observe({ type: 'longtask' });

setInterval(() => {
  if (!bench.rate) return;
  const count = (bench.rate * TICK_MS) / 1000;
  map.frame(frame(count));
  bench.applied += count;
}, TICK_MS);
bench.ready = true;
