import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pace } from '../../static/src/pace';

let asked = 0;
let answers: (() => void)[] = [];
let pace: Pace;

const answer = async () => {
  answers.shift()?.();
  await vi.advanceTimersByTimeAsync(0);
};

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  asked = 0;
  answers = [];
  const ask = () => {
    asked += 1;
    return new Promise<void>((done) => answers.push(done));
  };
  pace = new Pace(ask, 3000, () => 60_000);
});

afterEach(() => {
  pace.stop();
  vi.useRealTimers();
});

test('given news while an answer is on its way then it is asked for after it', async () => {
  pace.soon();
  await vi.advanceTimersByTimeAsync(0);
  pace.soon();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toBe(1);
  await answer();
  expect(asked).toBe(2);
});

test('given many news in a moment then they are one question', async () => {
  pace.soon();
  await vi.advanceTimersByTimeAsync(0);
  await answer();
  for (let n = 0; n < 10; n++) pace.soon();
  await vi.advanceTimersByTimeAsync(2_900);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(asked).toBe(2);
});

test('given no news then it asks once a minute, and no more when it is stopped', async () => {
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1);
  await answer();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(2);
  pace.stop();
  await answer();
  await vi.advanceTimersByTimeAsync(200_000);
  expect(asked).toBe(2);
});
