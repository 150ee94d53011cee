import { expect, test } from 'vitest';
import { callsIn } from './callgrind.ts';

const report = `fn=(7) read_memory
12 40
cfn=(8) fopen
calls=1 3
12 900

fn=(9) take
cfn=(7)
calls=11 +4
30 1000
fn=(10) drain
cfn=(7)
calls=3 12
31 300
`;

test('calls of a function are counted over all that call it', () => {
  expect(callsIn(report, 'read_memory')).toBe(14);
});

test('a function that was never called is none, and one that begins the same is another', () => {
  expect(callsIn(report, 'read')).toBe(0);
});
