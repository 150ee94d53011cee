import { expect, test } from 'vitest';
import { plannedBuild } from './manifest.ts';

const sha256 = '0'.repeat(64);
const withFile = (name: string) =>
  plannedBuild.shape.model.safeParse({
    sha256,
    sizeBytes: 1,
    name: 'm',
    files: [{ name, sha256, sizeBytes: 1 }],
  });

test.each(['model.onnx', 'weights/model.onnx.data', 'a..b', '.hidden'])(
  'a model may have the file %s',
  (name) => {
    expect(withFile(name).success).toBe(true);
  },
);

test.each(['../x', 'a/../../x', '..', '/etc/passwd', 'a/./b', 'a\\..\\b', 'a\u0000b', ''])(
  'no file of a model is %j: it would leave its folder',
  (name) => {
    expect(withFile(name).success).toBe(false);
  },
);
