/** One beat per second for everything on the page that shows an age or a deadline, in the centre's time. */

type Beat = () => void;

const beats = new Set<Beat>();
let offset = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The centre's now, in ms. Device clocks are often wrong; a deadline is the centre's. */
export function now(): number {
  return Date.now() + offset;
}

/** Learn the centre's clock from any message that carries its time. Small differences are network, not clock. */
export function learnTime(at: string): void {
  const difference = Date.parse(at) - Date.now();
  if (Number.isNaN(difference)) return;
  if (Math.abs(difference - offset) > 1500) offset = difference;
}

export function onBeat(beat: Beat): () => void {
  beats.add(beat);
  if (timer === undefined) schedule();
  return () => {
    beats.delete(beat);
    if (beats.size === 0) {
      clearTimeout(timer);
      timer = undefined;
    }
  };
}

function schedule(): void {
  timer = setTimeout(
    () => {
      schedule();
      for (const beat of beats) beat();
    },
    1000 - (now() % 1000) + 5,
  );
}
