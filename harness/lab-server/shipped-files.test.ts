import { expect, test } from 'vitest';
import { crashReportOf } from '../experiment/run-files.ts';
import { placeOf, shippedName } from './shipped-files.ts';

test('the report of an app that died is shipped beside the logs, and lies where a single host has it', () => {
  const place = crashReportOf('one', 'quick-b0-p1-candidate');
  const name = shippedName('one', place);
  expect(name).toBe('quick-b0-p1-candidate.ips');
  expect(placeOf('one', String(name))).toBe(place);
});

test('what is no evidence of this phone stays on its host', () => {
  for (const place of ['appium.log', 'events/one.jsonl', crashReportOf('two', 'l0')])
    expect(shippedName('one', place)).toBeNull();
});
