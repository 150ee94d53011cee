import { expect, test } from 'vitest';
import { agentCoverage, LEAST_PERCENT } from './agent-coverage.ts';

const file = (filename: string, count: number, covered: number) => ({
  filename,
  summary: { lines: { count, covered } },
});

test('only the agent counts, and its weakest files are named', () => {
  const files = [
    file('/r/ios/Sources/HeatsoakAgent/Run/Launch.swift', 90, 90),
    file('/r/ios/Sources/HeatsoakAgent/Log/JSON.swift', 10, 0),
    file('/r/ios/Sources/HeatsoakLlama/LlamaModel.swift', 1000, 0),
  ];
  expect(agentCoverage({ data: [{ files }] })).toEqual({
    files: 2,
    percent: 90,
    least: [{ name: 'Log/JSON.swift', percent: 0 }],
  });
});

test('a report without the agent is below every gate', () => {
  expect(agentCoverage({ data: [] }).percent).toBeLessThan(LEAST_PERCENT);
});
