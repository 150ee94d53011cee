import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { array, bytesOf, type Field, FLOAT, foreignPackage } from './foreign-package.fixture.ts';
import { inspectForeign, isOwnPackage } from './inspect-foreign.ts';

const folder = mkdtempSync(join(tmpdir(), 'heatsoak-foreign-'));
afterAll(() => rmSync(folder, { recursive: true }));

function bare(name: string, model: readonly Field[]): string {
  const path = join(folder, `${name}.mlmodel`);
  writeFileSync(path, bytesOf(model));
  return path;
}

test('flexible shapes are told as they are: from where to where, or one of several', async () => {
  const range = (lower: number, upper: number): Field => [
    1,
    [
      [1, lower],
      [2, upper],
    ],
  ];
  const path = bare('flexible', [
    [1, 5],
    [
      2,
      [
        array('frames', [1, 1], [1, 1024], [2, FLOAT], [31, [range(1, -1), range(1024, 1024)]]),
        array(
          'some',
          [1, 8],
          [2, FLOAT],
          [
            21,
            [
              [1, [[1, 8]]],
              [1, [[1, 16]]],
            ],
          ],
        ),
        [
          1,
          [
            [1, 'photo'],
            [
              3,
              [
                [
                  4,
                  [
                    [1, 224],
                    [2, 200],
                    [3, 20],
                  ],
                ],
              ],
            ],
          ],
        ],
        [
          1,
          [
            [1, 'age'],
            [3, [[1, []]]],
          ],
        ],
        [
          10,
          [
            [1, 'kind'],
            [3, [[3, []]]],
          ],
        ],
      ],
    ],
    [
      403,
      [
        [
          1,
          [
            [1, 'conv_1'],
            [100, []],
          ],
        ],
        [
          1,
          [
            [1, 'conv_2'],
            [100, []],
          ],
        ],
        [
          1,
          [
            [1, 'out'],
            [175, []],
          ],
        ],
        [
          1,
          [
            [1, 'new'],
            [1234, []],
          ],
        ],
      ],
    ],
  ]);
  expect(await inspectForeign(path, false)).toMatchObject({
    modelKind: 'neural network classifier',
    specificationVersion: 5,
    functions: [
      {
        name: 'main',
        operations: 4,
        inputs: [
          'frames fp32[1–∞, 1024]',
          'some fp32[8] or fp32[16]',
          'photo image 224 × 200 RGB',
          'age int64',
        ],
        outputs: ['kind text'],
      },
    ],
    operations: { convolution: 2, softmax: 1, 'layer 1234': 1 },
    parameters: null,
    problems: [],
  });
});

test('every kind of model has its name, and one that is new its number', async () => {
  expect(
    (
      await inspectForeign(
        bare('tree', [
          [1, 1],
          [402, []],
        ]),
        false,
      )
    ).modelKind,
  ).toBe('tree ensemble classifier');
  expect(
    (
      await inspectForeign(
        bare('newer', [
          [1, 12],
          [4321, []],
        ]),
        false,
      )
    ).modelKind,
  ).toBe('model of kind 4321');
});

test("another tool's package is whole when its blobs are where its program says", async () => {
  const path = foreignPackage(folder, 'whole', 64);
  expect(await isOwnPackage(path, 'Heatsoak')).toBe(false);
  expect(await inspectForeign(path, true)).toMatchObject({
    modelKind: 'ML program',
    summary: 'a pitch',
    operations: { const: 1, conv: 1 },
    parameters: 6,
    weightBytes: { fp16: 12 },
    weightFileBytes: 140,
    problems: [],
  });
});

test('a blob that is not there is a problem of the package', async () => {
  const { problems } = await inspectForeign(foreignPackage(folder, 'damaged', 4096), true);
  expect(problems).toEqual([{ where: 'weights', what: 'no blob can stand at 4096 of 140 bytes' }]);
});

/** Takes the folder of weights out of a package and of its manifest. */
function withoutWeights(path: string): string {
  rmSync(join(path, 'Data/com.apple.CoreML/weights'), { recursive: true });
  const item = { author: 'com.apple.CoreML', name: 'model.mlmodel', path: 'com.apple.CoreML/model.mlmodel' };
  const manifest = { fileFormatVersion: '1.0.0', itemInfoEntries: { A: item }, rootModelIdentifier: 'A' };
  writeFileSync(join(path, 'Manifest.json'), JSON.stringify(manifest));
  return path;
}

test.each([
  ['neural network', 500],
  ['pipeline', 202],
  ['tree ensemble', 302],
])('the package of a %s needs no folder of weights: it holds its own', async (name, kind) => {
  const path = withoutWeights(foreignPackage(folder, name, 64));
  const model = bytesOf([
    [1, 5],
    [kind, []],
  ]);
  writeFileSync(join(path, 'Data/com.apple.CoreML/model.mlmodel'), model);
  expect((await inspectForeign(path, true)).problems).toEqual([]);
});

test('a program whose constants lie in a file needs it, and in the manifest', async () => {
  const lacking = withoutWeights(foreignPackage(folder, 'lacking', 64));
  await expect(inspectForeign(lacking, true)).rejects.toMatchObject({ code: 'PACKAGE_INVALID' });
  const path = foreignPackage(folder, 'unnamed', 64);
  copyFileSync(join(lacking, 'Manifest.json'), join(path, 'Manifest.json'));
  expect((await inspectForeign(path, true)).problems).toEqual([
    { where: 'manifest', what: 'Manifest.json does not name the weights' },
  ]);
});

test('links that lead out of a package are not followed', async () => {
  const path = foreignPackage(folder, 'linked', 64);
  const weights = join(path, 'Data/com.apple.CoreML/weights/weight.bin');
  rmSync(weights);
  symlinkSync('/etc/passwd', weights);
  await expect(inspectForeign(path, true)).rejects.toMatchObject({
    code: 'PACKAGE_INVALID',
    message: expect.stringContaining('leads out of the package'),
  });
});

const neural = bytesOf([
  [1, 5],
  [403, [[1, [[1, 'conv']]]]],
]);
test.each([
  ['empty', Buffer.alloc(0), /it is empty/],
  ['a page', Buffer.from('<html>not a model</html>'), /it is a web page/],
  ['a poem', Buffer.from('roses are red'), /it is a text that begins with "roses are red"/],
  ['of no kind', Buffer.of(1, 2, 3), /it begins with .*, as no model does/],
  ['cut', neural.subarray(0, 8), /it was cut or damaged: a part of it goes on beyond its 8 bytes/],
  ['cut between its parts', neural.subarray(0, 2), /holds no model; it may have been cut/],
])('a file that is %s is refused by what it is', async (name, bytes, why) => {
  const path = join(folder, `${name}.mlmodel`);
  writeFileSync(path, bytes);
  await expect(inspectForeign(path, false)).rejects.toMatchObject({
    code: 'PACKAGE_INVALID',
    message: expect.stringMatching(why),
  });
});

const PARTS = {
  weights: 'Data/com.apple.CoreML/weights/weight.bin',
  model: 'Data/com.apple.CoreML/model.mlmodel',
};
test.each(Object.entries(PARTS))('%s that are gone or a folder are named', async (name, part) => {
  const path = foreignPackage(folder, `without-${name}`, 64);
  rmSync(join(path, part));
  await expect(inspectForeign(path, true)).rejects.toThrow(`${part} is missing`);
  mkdirSync(join(path, part));
  await expect(inspectForeign(path, true)).rejects.toThrow(`${part} is a folder, not a file`);
});

test('a manifest that is no file of the package is not read, and said to be what it is', async () => {
  const path = foreignPackage(folder, 'manifest', 64);
  const manifest = join(path, 'Manifest.json');
  const problem = async () => (await inspectForeign(path, true)).problems;
  const outside = join(folder, 'outside.json');
  renameSync(manifest, outside);
  expect(await problem()).toEqual([{ where: 'manifest', what: 'Manifest.json is missing' }]);
  symlinkSync(outside, manifest);
  expect(await problem()).toEqual([
    { where: 'manifest', what: 'Manifest.json is a link that leads out of the package' },
  ]);
  rmSync(manifest);
  mkdirSync(manifest);
  expect(await problem()).toEqual([{ where: 'manifest', what: 'Manifest.json is a folder, not a file' }]);
});

test.skipIf(process.platform === 'win32')('a pipe in the place of a part is refused, not read', async () => {
  const path = foreignPackage(folder, 'piped', 64);
  for (const part of [PARTS.weights, 'Manifest.json']) {
    rmSync(join(path, part));
    execFileSync('mkfifo', [join(path, part)]);
  }
  await expect(inspectForeign(path, true)).rejects.toThrow(/weight\.bin is a pipe, not a file/);
});
