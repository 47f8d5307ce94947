import { describe, expect, it } from 'vitest';
import { type Action, request, ticked } from '../../static/src/crew/actions';
import { closingNote, jobs, missing, nextMove } from '../../static/src/crew/jobs';
import type { Move } from '../../static/src/crew/moves';
import { fromSnapshot } from '../../static/src/store';
import type { AssignmentCard, IncidentCard, Snapshot } from '../../static/src/wire';

const assignment = (id: number, state: AssignmentCard['state']) =>
  ({ id, state, incident_id: id * 10, version: 1, offered_at: '2026-11-22T11:00:00Z' }) as AssignmentCard;
const incident = (id: number, priority: 1 | 2 | 3 | 4) => ({ id, priority, version: 1 }) as IncidentCard;
const action = (assignment: number, move: Move, order: number): Action => ({
  key: `${order}`,
  order,
  assignment,
  move,
  at: '2026-11-22T11:05:00Z',
});
const board = fromSnapshot({
  assignments: [assignment(1, 'offered'), assignment(2, 'offered'), assignment(3, 'en_route')],
  incidents: [incident(10, 3), incident(20, 1), incident(30, 4)],
} as unknown as Snapshot);

describe('what a crew has to do', () => {
  it('given several, then the one furthest along is first, then the most urgent', () => {
    expect(jobs(board, []).map((job) => job.assignment.id)).toEqual([3, 2, 1]);
  });

  it('given moves made without network, then the tablet is where the crew is', () => {
    const list = jobs(board, [action(2, 'accept', 1), action(2, 'en-route', 2), action(3, 'on-scene', 3)]);
    expect(list.map((job) => [job.assignment.id, job.state, job.unsent])).toEqual([
      [3, 'on_scene', true],
      [2, 'en_route', true],
      [1, 'offered', false],
    ]);
  });

  it('given a closing on its way, then the job is off the list', () => {
    expect(jobs(board, [action(3, 'done', 1)]).map((job) => job.assignment.id)).toEqual([2, 1]);
  });

  it('given an answer that is ahead of the feed, then a finished job does not come back', () => {
    const answers = new Map([[3, { ...assignment(3, 'done'), version: 2 }]]);
    expect(jobs(board, [], answers).map((job) => job.assignment.id)).toEqual([2, 1]);
  });

  it('given each state, then there is one next step', () => {
    expect(['offered', 'accepted', 'en_route', 'on_scene', 'done'].map((s) => nextMove(s as never))).toEqual([
      'accept',
      'en-route',
      'on-scene',
      'done',
      null,
    ]);
  });

  it('given a closing, then it says what it lacks', () => {
    expect(missing(['photo', 'note'], 0, ' ')).toEqual(['photo', 'note']);
    expect(missing(['photo', 'note'], 1, closingNote(1, 3, ''))).toEqual([]);
    expect(missing([], 0, '')).toEqual([]);
    expect(closingNote(2, 3, ' xong ')).toBe('xong');
    expect(closingNote(2, 3, '')).toBe('Đã làm 2/3 bước');
    expect(closingNote(0, 3, ' ')).toBe('');
  });
});

describe('what a crew tells beside its steps', () => {
  const told = { key: 'k', order: 1, assignment: 3, at: '2026-11-22T11:05:00Z' };

  it('given ticks and calls that wait, then the job stands where it stood', () => {
    const list = jobs(board, [
      { ...told, step: 'block', done: true },
      { ...told, help: 'people' },
      { ...told, assignment: 0, status: 'break', pause: 'vehicle' },
    ]);
    expect(list.find((job) => job.assignment.id === 3)?.state).toBe('en_route');
  });

  it('given a step ticked and taken back without network, then the last one counts, for its own job only', () => {
    const on: Action = { ...told, step: 'block', done: true };
    const off: Action = { ...told, order: 2, step: 'block', done: false };
    expect(ticked([], 3, { code: 'block', done_at: told.at })).toBe(true);
    expect(ticked([on, off], 3, { code: 'block', done_at: null })).toBe(false);
    expect(ticked([on], 4, { code: 'block', done_at: null })).toBe(false);
  });

  it('given each thing told, then it goes to its own address with the time of the device', () => {
    expect(request({ ...told, step: 'block', done: false }, 2)).toEqual({
      path: 'assignments/3/checks',
      body: { step: 'block', done: false, device_at: told.at },
    });
    expect(request({ ...told, help: 'police', note: 'đông người' }, 0).body).toEqual({
      need: 'police',
      note: 'đông người',
      device_at: told.at,
    });
    expect(request({ ...told, move: 'done', note: 'xong' }, 2)).toEqual({
      path: 'assignments/3/done',
      body: { photos_pending: 2, device_at: told.at, note: 'xong' },
    });
  });
});
