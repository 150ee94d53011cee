import { expect, test } from 'vitest';
import type { Examined } from '../../lab/doctor/check.ts';
import { rendered } from '../../terminal/line.ts';
import { examinedLines, exitCodeOfExamination, summaryOf } from './examined-lines.ts';

const good: Examined = {
  ...{ check: 'host.packages', device: null, found: 'good', severity: 'block' },
  ...{ says: 'they load', mend: null },
};
const bad = (change: Partial<Examined> = {}): Examined => ({
  ...{ check: 'phone.devmode', device: 'mine', found: 'bad', severity: 'block' },
  ...{ says: 'it is off', mend: 'switch it on' },
  ...change,
});
const unknown = (reason: Examined['reason']): Examined =>
  bad({ found: 'unknown', reason, says: 'why', mend: null });

test('each finding is a line with its sign, and what mends it stands below', () => {
  const lines = examinedLines([
    good,
    bad(),
    bad({ check: 'phone.power', severity: 'warn' }),
    unknown('not-asked'),
  ]);
  expect(lines.map(rendered).join('\n')).toMatchInlineSnapshot(`
    "✓         host  host.packages  they load
    ✕ blocks  mine  phone.devmode  it is off
              next: switch it on
    ✕ warns   mine  phone.power    it is off
              next: switch it on
    ?         mine  phone.devmode  why"
  `);
});

test.each<[string, Examined[], number]>([
  ['all is well', [good], 0],
  ['something only warns', [good, bad({ severity: 'warn' })], 0],
  ['something was not asked', [unknown('not-asked')], 0],
  ['a phone is not fit', [good, bad()], 7],
  ['a phone did not answer', [unknown('unanswered')], 7],
  ['this host is not fit, and so the phone', [bad({ check: 'tunnel.registry', device: null }), bad()], 6],
  ['an app is not fit', [bad({ check: 'app.ipa' })], 5],
])('the exit code says whose fault it is: %s', (_, checks, code) => {
  expect(exitCodeOfExamination(checks)).toBe(code);
});

test('the last line counts, and names what keeps a run from beginning', () => {
  expect(summaryOf([good, bad(), unknown('not-asked')])).toBe(
    '1 ✓  1 ✕  1 ?  not fit to measure: phone.devmode (mine)',
  );
  expect(summaryOf([good])).toBe('1 ✓  0 ✕  0 ?  fit to measure');
});
