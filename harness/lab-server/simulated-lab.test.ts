import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { labManifest, resultOfOneHost } from './simulated-lab.fixture.ts';

test('however long a simulated launch takes, it comes to its end and leaves the same', async () => {
  const root = await mkdtemp(join(tmpdir(), 'heatsoak-simulated-'));
  try {
    const lasting = (launchMs: number): Promise<string> =>
      resultOfOneHost(join(root, `${launchMs}`), labManifest('long', ['one']), {
        ...{ launchMs, folder: join(root, `phones-${launchMs}`) },
      });
    const [short, long] = await Promise.all([lasting(1), lasting(1500)]);
    expect(long).toBe(short);
  } finally {
    await rm(root, { recursive: true });
  }
});
