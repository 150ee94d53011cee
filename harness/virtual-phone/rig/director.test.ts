import { expect, test } from 'vitest';
import { direct } from './director.ts';
import type { FaultKind, PlannedFault } from './planned-fault.ts';

const FILES = 'com.apple.mobile.house_arrest.shim.remote';
const quiet = { begins: () => undefined, ends: () => undefined };
const fault = (kind: FaultKind, over: Partial<PlannedFault> = {}): PlannedFault => ({
  kind,
  moment: 'launch',
  time: 1,
  lastsMs: null,
  ...over,
});

test('a fault begins when its moment has come as often as planned, and not before', () => {
  const begun: FaultKind[] = [];
  const director = direct([fault('tunnel gone', { moment: 'install', time: 2 })], {
    begins: (kind) => void begun.push(kind),
    ends: () => undefined,
  });
  director.comes('install');
  director.comes('push');
  expect([director.passage(FILES), begun]).toEqual(['open', []]);
  director.comes('install');
  expect([director.passage(FILES), begun]).toEqual(['shut', ['tunnel gone']]);
  director.end();
  expect(director.passage(FILES)).toBe('open');
});

test('requests to WebDriverAgent begin the moments of a launch', () => {
  const director = direct([fault('agent gone', { moment: 'measuring' })], quiet);
  expect(director.answer('POST /wda/apps/launch')).toBe('open');
  expect(director.answer('POST /wda/apps/state')).toBe('shut');
  expect(director.passage(FILES)).toBe('open');
});

test('an agent that says nothing leaves the phone’s other services alone', () => {
  const director = direct([fault('agent silent', { moment: 'measuring' })], quiet);
  expect(director.answer('POST /wda/apps/state')).toBe('silent');
  expect(director.answer('GET /status')).toBe('silent');
  expect(director.passage(FILES)).toBe('open');
});

test('an agent that refuses once is well with the next request', () => {
  const director = direct([fault('agent refuses once')], quiet);
  expect(director.answer('POST /wda/apps/launch')).toMatchObject({ status: 500 });
  expect(director.answer('POST /wda/apps/launch')).toBe('open');
});

test('a session that was ended refuses everything but its status, until another one is opened', () => {
  const director = direct([fault('session ended')], quiet);
  expect(director.answer('POST /wda/apps/launch')).toMatchObject({ error: 'invalid session id' });
  expect(director.answer('GET /status')).toBe('open');
  expect(director.answer('POST /wda/apps/terminate')).toMatchObject({ status: 404 });
  expect(director.answer('POST /session')).toBe('open');
  expect(director.answer('POST /wda/apps/terminate')).toBe('open');
});

test('a cut of files is asked for once', () => {
  const director = direct([fault('files cut')], quiet);
  director.comes('launch');
  expect([director.cutsFiles(), director.cutsFiles()]).toEqual([true, false]);
});

test('files that say nothing leave the other services alone', () => {
  const director = direct([fault('files silent')], quiet);
  director.comes('launch');
  expect([director.passage(FILES), director.passage('com.apple.misagent.shim.remote')]).toEqual([
    'silent',
    'open',
  ]);
});

test('diagnostics that are gone leave the other services alone', () => {
  const director = direct([fault('diagnostics gone')], quiet);
  director.comes('launch');
  expect([
    director.passage('com.apple.mobile.diagnostics_relay.shim.remote'),
    director.passage(FILES),
  ]).toEqual(['shut', 'open']);
});

test('an app stays behind the home screen until it is launched once more', () => {
  const director = direct([fault('app behind', { moment: 'measuring' })], quiet);
  expect(director.answer('POST /wda/apps/state')).toMatchObject({ value: 3 });
  expect(director.answer('POST /wda/apps/state')).toMatchObject({ value: 3 });
  expect(director.answer('POST /wda/apps/launch')).toBe('open');
  expect(director.answer('POST /wda/apps/state')).toBe('open');
});
