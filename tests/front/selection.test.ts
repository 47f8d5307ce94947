import { afterEach, expect, test } from 'vitest';
import { Selection, type Thing } from '../../static/src/desk/selection';

const OFFICER = 7;
const LATER: Thing = { kind: 'incident', id: 2 };
const open: Selection[] = [];

function aWindow(officer = OFFICER): Selection {
  const made = new Selection(officer);
  open.push(made);
  return made;
}

const next = (selection: Selection) =>
  new Promise<Thing | null>((done) => {
    const stop = selection.watch((thing) => {
      stop();
      done(thing);
    });
  });

afterEach(() => {
  for (const selection of open.splice(0)) selection.close();
});

test('given two windows of one officer then one follows the other', async () => {
  const [one, other] = [aWindow(), aWindow()];
  const heard = next(other);
  one.select(LATER);
  expect(await heard).toEqual(LATER);
  expect(other.current).toEqual(LATER);
});

test('given a window that comes later then it looks at what the first one looks at, which stays there', async () => {
  const first = aWindow();
  first.select(LATER);
  const late = aWindow();
  expect(await next(late)).toEqual(LATER);
  expect(first.current).toEqual(LATER);
});

test('given another officer then nobody is told', async () => {
  const one = aWindow();
  const stranger = aWindow(OFFICER + 1);
  const mine = aWindow();
  const heard = next(mine);
  one.select(LATER);
  await heard;
  expect(stranger.current).toBeNull();
});
