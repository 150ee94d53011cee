import { expect, test } from 'vitest';
import { smokeLines } from './smoke-lines.ts';

const smoked = {
  ...{ device: 'one', heatsoak: '0.1.0', steps: [], fault: null, run: null, recorded: null },
} as const;

test('a virtual phone that works is called virtual, whatever its id says', () => {
  expect(smokeLines({ ...smoked, virtual: true, works: true })).toContain('one, a virtual phone, works');
  expect(smokeLines({ ...smoked, virtual: false, works: true })).toContain('one works');
});
