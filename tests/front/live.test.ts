import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Live } from '../../static/src/live';
import { Centre, say } from './centre';

const SNAPSHOT = '42/board,["snapshot",{"seq":1,"at":"2026-11-22T11:41:00Z","board":"console","me":null}]';

describe('the live feed of a screen', () => {
  let centre: Centre;
  let live: Live;

  beforeEach(async () => {
    centre = new Centre();
    const host = await centre.start();
    vi.stubGlobal('location', { protocol: 'http:', host });
    live = new Live('console');
  });

  afterEach(() => {
    live.stop();
    centre.stop();
    vi.unstubAllGlobals();
  });

  const joins = () => centre.heard.filter((packet) => packet.includes('"join"')).length;

  it('given a centre that is busy at the join, when a moment has passed, then it joins again', async () => {
    centre.answer = (packet, line) => {
      if (packet.startsWith('40/board')) say(line, '40/board,{"sid":"s"}');
      if (packet.includes('"join"'))
        say(line, joins() === 1 ? '42/board,["refused",{"status":503,"detail":"busy"}]' : SNAPSHOT);
    };
    live.start();
    await vi.waitFor(() => expect(live.link).toBe('live'), 8000);
    expect(joins()).toBe(2);
  }, 10_000);

  it('given a centre that hangs up, when a moment has passed, then the screen comes back', async () => {
    centre.answer = (packet, line) => {
      if (packet.startsWith('40/board')) say(line, '40/board,{"sid":"s"}');
      if (packet.includes('"join"')) say(line, joins() === 1 ? '41/board,' : SNAPSHOT);
    };
    live.start();
    await vi.waitFor(() => expect(live.link).toBe('live'), 8000);
  }, 10_000);

  it('given a session that has ended, when the centre hangs up, then the screen stays out', async () => {
    centre.answer = (packet, line) => {
      if (packet.startsWith('40/board')) say(line, '40/board,{"sid":"s"}');
      if (packet.includes('"join"')) {
        say(line, '42/board,["refused",{"status":401,"detail":"over"}]');
        say(line, '41/board,');
      }
    };
    live.start();
    await vi.waitFor(() => expect(live.refusal).toBe('over'));
    await new Promise((passed) => setTimeout(passed, 4000));
    expect(joins()).toBe(1);
  }, 10_000);

  it('given facts that were told, when the line comes back, then it says which log counted so', async () => {
    const fact =
      '42/board,["event",{"seq":2,"at":"2026-11-22T11:42:00.500Z","kind":"incident.opened","cards":{}}]';
    centre.answer = (packet, line) => {
      if (packet.startsWith('40/board')) say(line, '40/board,{"sid":"s"}');
      if (!packet.includes('"join"') || joins() !== 1) return;
      say(line, SNAPSHOT.replace('"seq":1', '"seq":1,"mark":"2026-11-22T11:40:00.000Z"'));
      say(line, fact);
      say(line, '41/board,');
    };
    live.start();
    await vi.waitFor(() => expect(joins()).toBe(2), 8000);
    const joined = centre.heard.filter((packet) => packet.includes('"join"'));
    expect(joined[0]).not.toContain('since');
    expect(joined[1]).toContain('"since":2,"mark":"2026-11-22T11:42:00.500Z"');
  }, 10_000);

  it('given a line on which nobody answers, when ten seconds have passed, then another is opened', async () => {
    centre.answer = (packet, line) => {
      if (!packet.startsWith('40/board') || centre.lines.length === 1) return;
      say(line, '40/board,{"sid":"s"}');
    };
    live.start();
    await vi.waitFor(() => expect(joins()).toBe(1), 16_000);
    expect(centre.lines.length).toBe(2);
  }, 20_000);
});
