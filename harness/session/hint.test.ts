import { expect, test } from 'vitest';
import { phoneCodes } from '../errors/codes/phone.ts';
import type { ErrorCode } from '../errors/codes.ts';
import { HeatsoakError, messageWithHint } from '../errors/heatsoak-error.ts';
import { sessionReport } from './session-report.ts';

const device = { id: 'a', name: 'A', model: 'm', chip: 'c', udid: null, os: '26.1', virtual: true };

test.each(Object.entries(phoneCodes))(
  'a phone that is lost by %s is told with what mends it',
  (code, { remedy }) => {
    const said: string[] = [];
    const progress = ({ message }: { message: string }): void => void said.push(message);
    const report = sessionReport({ progress, planned: { device, launches: [] } }, () => 0);
    report.lost(new HeatsoakError(code as ErrorCode, 'it went away'));
    expect(said).toEqual([`session lost: it went away; next: ${remedy}`]);
  },
);

test('what has no code has no hint', () => {
  expect(messageWithHint(new Error('broken'))).toBe('broken');
});
