import { expect, test } from 'vitest';
import { HeatsoakError } from '../harness/errors/heatsoak-error.ts';
import { writingError } from './write-target.ts';

const failure = (code: string): Error => Object.assign(new Error(`${code}: it failed`), { code });

test.each([
  ['ENOSPC', 'DISK_FULL'],
  ['EACCES', 'MODEL_UNWRITABLE'],
  ['EROFS', 'MODEL_UNWRITABLE'],
])('%s is reported as %s with the file and what to do', (system, code) => {
  expect(writingError(failure(system), '/models/x.onnx')).toMatchObject({
    code,
    where: '/models/x.onnx',
    hint: expect.stringContaining('write'),
    message: expect.stringContaining('/models/x.onnx'),
  });
});

test('everything else stays what it is', () => {
  const [own, other] = [new HeatsoakError('TENSOR_SIZE', 'short'), failure('EIO')];
  expect(writingError(own, 'x')).toBe(own);
  expect(writingError(other, 'x')).toBe(other);
});
