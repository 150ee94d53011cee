import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findPython, REQUIREMENTS } from '../find-python.ts';

const python = findPython();

test('the reference tools are there in the pinned versions', ({ skip }) => {
  if ('skipped' in python) return skip(python.skipped);
  const code = 'import coremltools, onnx; print(coremltools.__version__, onnx.__version__)';
  const [coremltools, onnx] = execFileSync(python.path, ['-c', code], { encoding: 'utf8' }).trim().split(' ');
  const pins = readFileSync(REQUIREMENTS, 'utf8');
  expect(pins).toContain(`coremltools==${coremltools}\n`);
  expect(pins).toContain(`onnx==${onnx}\n`);
});
