import { expect, test } from 'vitest';
import type { ErrorCode } from '../../errors/codes.ts';
import { type Loss, reopeningAfter } from './reopening.ts';

const loss = (code: ErrorCode, over: Partial<Loss> = {}): Loss => ({
  code,
  opened: true,
  launchesDone: 0,
  ...over,
});

test.each(['TUNNEL_LOST', 'AFC_LOST', 'AFC_UNREACHABLE', 'SERVICE_MISSING'] as const)(
  'after %s a phone is looked for as long as a restart takes',
  (code) => {
    expect(reopeningAfter([loss(code)])).toEqual({ pauseSeconds: 5, limitSeconds: 600 });
  },
);

test.each(['AGENT_LOST', 'COMMAND_FAILED', 'COMMAND_TIMED_OUT', 'APPIUM_LOST', 'SESSION_LOST'] as const)(
  'after %s the session is opened again soon',
  (code) => {
    expect(reopeningAfter([loss(code)])).toEqual({ pauseSeconds: 5, limitSeconds: 60 });
  },
);

test('a phone without its developer image is looked for until it has one', () => {
  expect(reopeningAfter([loss('IMAGE_MISSING')])).toEqual({
    ...{ pauseSeconds: 5, limitSeconds: 900, awaits: 'image' },
  });
});

test.each([
  'INSTALL_REFUSED',
  'APP_NOT_TRUSTED',
  'APP_REPLACED',
  'AFC_NO_SPACE_LEFT',
  'STATUS_BROKEN',
  'FILE_UNWRITABLE',
] as const)('%s would only come again', (code) => {
  expect(reopeningAfter([loss(code)])).toBeNull();
});

test('a phone that was never reached is not looked for again', () => {
  expect(reopeningAfter([loss('TUNNEL_LOST', { opened: false })])).toBeNull();
});

test('a first session that the Appium server took with it is opened again: that says nothing of the phone', () => {
  expect(reopeningAfter([loss('APPIUM_LOST', { opened: false })])).toEqual({
    ...{ pauseSeconds: 5, limitSeconds: 60 },
  });
});

test('one that was reached before is, also when it cannot be opened at once', () => {
  const losses = [loss('TUNNEL_LOST'), loss('SESSION_REFUSED', { opened: false })];
  expect(reopeningAfter(losses)).toEqual({ pauseSeconds: 30, limitSeconds: 60 });
});

test('after three openings without a launch it is enough; a launch begins the count anew', () => {
  const inVain = [loss('COMMAND_FAILED'), loss('COMMAND_FAILED'), loss('COMMAND_FAILED')];
  expect(reopeningAfter(inVain)?.pauseSeconds).toBe(180);
  expect(reopeningAfter([...inVain, loss('COMMAND_FAILED')])).toBeNull();
  expect(reopeningAfter([...inVain, loss('COMMAND_FAILED', { launchesDone: 1 })])?.pauseSeconds).toBe(5);
});

test('a session that someone else ends twice is not taken back from them', () => {
  const stolen = loss('SESSION_LOST');
  expect(reopeningAfter([stolen, loss('SESSION_LOST', { launchesDone: 2 })])).toBeNull();
});

test('a phone that is lost again and again is given up, however much it measures in between', () => {
  const losses = Array.from({ length: 9 }, (_, launchesDone) => loss('TUNNEL_LOST', { launchesDone }));
  expect(reopeningAfter(losses.slice(0, 8))).not.toBeNull();
  expect(reopeningAfter(losses)).toBeNull();
});
