import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Details } from '../../static/src/desk/details';
import type { LiveEvent } from '../../static/src/wire';

/** Questions that wait for their answers, in the order in which they were asked. */
let asked: { path: string; answer: (body: unknown) => Promise<void> }[];

const settled = () => new Promise((passed) => setTimeout(passed, 0));
const questions = (path: string) => asked.filter((one) => one.path === `/api/v1/${path}`);
const noted = (incident: number) =>
  ({
    seq: 1,
    at: '',
    kind: 'incident.noted',
    subject: `incident:${incident}`,
    cards: {},
    data: {},
  }) as never as LiveEvent;

describe('what is fetched beyond the cards', () => {
  let details: Details;

  beforeEach(() => {
    asked = [];
    vi.stubGlobal('document', { hidden: false });
    vi.stubGlobal('fetch', (path: string) => {
      return new Promise((answered) => {
        const answer = (body: unknown) => {
          answered(new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } }));
          return settled().then(settled) as Promise<void>;
        };
        asked.push({ path, answer });
      });
    });
    details = new Details(() => {});
  });

  afterEach(() => vi.unstubAllGlobals());

  const story = (id: number) => details.incident(id).value as unknown as { line: string } | null;

  it('given two questions on their way, when the first is answered last, then the newer answer stays', async () => {
    story(7);
    details.again('incidents/7');
    await questions('incidents/7')[1]?.answer({ line: 'new' });
    await questions('incidents/7')[0]?.answer({ line: 'old' });
    expect(story(7)).toEqual({ line: 'new' });
  });

  it('given answers that come later than the next question, then each is shown until the next', async () => {
    story(7);
    details.again('incidents/7');
    await questions('incidents/7')[0]?.answer({ line: 'old' });
    expect(story(7)).toEqual({ line: 'old' });
    await questions('incidents/7')[1]?.answer({ line: 'new' });
    expect(story(7)).toEqual({ line: 'new' });
  });

  it('given an incident left behind, when something happens to it, then its story is asked for at the return', async () => {
    details.want({ kind: 'incident', id: 7 });
    story(7);
    await questions('incidents/7')[0]?.answer({ line: 'old' });
    details.want({ kind: 'incident', id: 8 });
    details.happened([noted(7)]);
    expect(questions('incidents/7')).toHaveLength(1);
    details.want({ kind: 'incident', id: 7 });
    expect(questions('incidents/7')).toHaveLength(2);
    details.want({ kind: 'incident', id: 7 });
    expect(questions('incidents/7')).toHaveLength(2);
  });

  it('given a burst about two incidents, when the officer turns to the second, then that one is asked for', async () => {
    details.want({ kind: 'incident', id: 7 });
    story(7);
    story(8);
    story(77);
    details.happened([noted(7)]);
    details.want({ kind: 'incident', id: 8 });
    details.happened([noted(8), noted(8)]);
    await vi.waitFor(() => expect(questions('incidents/8')).toHaveLength(2));
    expect(questions('incidents/7')).toHaveLength(1);
    expect(questions('incidents/77')).toHaveLength(1);
  });
});
