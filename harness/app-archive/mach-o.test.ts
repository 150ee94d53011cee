import { expect, test } from 'vitest';
import { readCodeSignature } from './code-signature.ts';
import { type ReadAt, readMachO } from './mach-o.ts';
import { ARM64, codeSignature, fatProgram, thinProgram, X86_64 } from './signed-app.fixture.ts';

const from =
  (bytes: Buffer): ReadAt =>
  async (offset, length) =>
    bytes.subarray(offset, offset + length);

const entitlements = { 'com.apple.developer.kernel.increased-memory-limit': true };

test('a program says its processor, its platform, the size of its text and where it is signed', async () => {
  const signature = codeSignature({ entitlements });
  const program = thinProgram(signature);
  const [slice, ...others] = (await readMachO(from(program))) ?? [];
  expect(others).toEqual([]);
  expect(slice).toMatchObject({ architecture: 'arm64', platform: 'iOS', textBytes: 0x4000 });
  const { offset, sizeBytes } = slice?.signature ?? { offset: 0, sizeBytes: 0 };
  expect(program.subarray(offset, offset + sizeBytes)).toEqual(signature);
});

test('of a program for two processors each slice has its own signature', async () => {
  const [first, second] = [codeSignature({ teamId: 'A' }), codeSignature({ teamId: 'B' })];
  const program = fatProgram([
    [X86_64, thinProgram(first, { processor: X86_64, platform: 7 })],
    [ARM64, thinProgram(second)],
  ]);
  const slices = (await readMachO(from(program))) ?? [];
  expect(slices.map(({ architecture, platform }) => `${architecture} ${platform}`)).toEqual([
    'x86_64 iOS simulator',
    'arm64 iOS',
  ]);
  const teams = slices.map(({ signature }) => {
    const { offset, sizeBytes } = signature ?? { offset: 0, sizeBytes: 0 };
    return readCodeSignature(program.subarray(offset, offset + sizeBytes)).teamId;
  });
  expect(teams).toEqual(['A', 'B']);
});

test('a signature tells identifier, team and entitlements; one without entitlements has none', () => {
  expect(readCodeSignature(codeSignature({ entitlements }))).toEqual({
    ...{ identifier: 'com.acme.app', teamId: 'TEAM123456', entitlements },
  });
  expect(readCodeSignature(codeSignature()).entitlements).toBeNull();
});

test.each([
  ['text', Buffer.from('#!/bin/sh\n')],
  ['nothing', Buffer.alloc(0)],
  ['a Java class', Buffer.from('cafebabe0000003d00000000', 'hex')],
])('%s is no program of Apple’s', async (_, bytes) => {
  expect(await readMachO(from(bytes))).toBeNull();
});

test('a program or a signature that is cut anywhere is read as far as it goes, or refused', async () => {
  const signature = codeSignature({ entitlements });
  const program = fatProgram([[ARM64, thinProgram(signature)]]);
  for (let length = 0; length < 300; length++) await readMachO(from(program.subarray(0, length)));
  for (let length = 0; length < signature.length; length++)
    try {
      readCodeSignature(signature.subarray(0, length));
    } catch (error) {
      expect((error as Error).constructor).toBe(Error);
    }
});
