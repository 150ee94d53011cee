import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NODE_RANGE, nodeProblem } from './load-problem.ts';

test.each(['20.19.0', '20.20.2', '22.12.0', '22.23.1', '24.0.0', '25.1.0', '26.10.0'])(
  'Node %s runs',
  (version) => {
    expect(nodeProblem(version)).toBeNull();
  },
);

test.each(['18.20.8', '20.18.3', '21.7.3', '22.0.0', '22.11.0', '23.11.1'])(
  'Node %s is refused in words',
  (version) => {
    expect(nodeProblem(version)).toMatchObject({
      code: 'NODE_UNSUPPORTED',
      message: expect.stringContaining(version),
    });
  },
);

test('package.json and the README name the range that runs', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  expect(engines.node).toBe(NODE_RANGE);
  expect(readFileSync('README.md', 'utf8')).toContain(
    'Node 20.19 or newer of 20, 22.12 or newer of 22, or 24 and newer',
  );
});
