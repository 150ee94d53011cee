import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ModelFile, synthesisePhi3 } from '../../../models/synthesise.ts';
import { rememberedDigests } from '../../files/remembered-digest.ts';
import { openDocuments } from '../../phone/afc/documents.ts';
import { pushModel } from '../../phone/push-model.ts';
import { startVirtualPhone, type VirtualPhone } from '../../virtual-phone/phone-server.ts';
import { makeDemoBuilds } from '../demo-builds.ts';
import { readBuild } from './read-build.ts';

/** How often the bytes of a model are read, by what Linux counts for this process. */
const IO = '/proc/self/io';
const bytesRead = (): number => Number(/^rchar: (\d+)/m.exec(readFileSync(IO, 'utf8'))?.[1]);

let folder = '';
let model: ModelFile;
let phone: VirtualPhone;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-reads-'));
  // 40 MB, so that headers and archives do not count beside it.
  const recipe = { preset: 'nano', type: 'F32', seed: 1, shape: { layers: 14 } } as const;
  model = await synthesisePhi3(recipe, join(folder, 'model.gguf'), folder);
  phone = await startVirtualPhone({
    udid: 'READS',
    name: 'Virtual iPhone',
    productType: 'iPhone15,4',
    osVersion: '26.1',
    osBuild: '23B85',
    root: join(folder, 'phone'),
    launchApp: () => ({ stopped: Promise.resolve(), kill: () => undefined }),
    battery: () => ({ temperatureCelsius: 25, percent: 80, charging: false }),
    thermalState: () => 0,
    freeBytes: () => 60e9,
  });
  await phone.preinstall({ bundleId: 'dev.heatsoak.demo', version: '1', name: 'A', plantedEffects: {} });
});
afterAll(async () => {
  await phone.close();
  await rm(folder, { recursive: true, force: true });
});

/** In sizes of the model, rounded: what the work read. */
async function readsOf<T>(work: () => Promise<T>): Promise<{ result: T; reads: number }> {
  const before = bytesRead();
  const result = await work();
  return { result, reads: Math.round((bytesRead() - before) / model.sizeBytes) };
}

test.skipIf(!existsSync(IO))(
  'a model that both builds have is read once to be planned, not again for the next run, and once to be pushed',
  async () => {
    const builds = await makeDemoBuilds(folder, join(folder, 'cache'));
    for (const path of [builds.baseline, builds.candidate])
      await writeFile(
        path,
        JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), model: model.path }),
      );
    // A minute later, since a file that was just written may still change.
    const digestOf = rememberedDigests(join(folder, 'cache'), () => Date.now() + 60_000);
    const plan = async () => [
      await readBuild('baseline', builds.baseline, undefined, digestOf),
      await readBuild('candidate', builds.candidate, undefined, digestOf),
    ];
    const first = await readsOf(plan);
    expect(first.reads).toBe(1);
    const second = await readsOf(plan);
    expect(second.reads).toBe(0);
    expect(second.result).toEqual(first.result);

    const planned = second.result[1]?.model ?? model;
    const documents = await openDocuments(
      phone.address,
      phone.services['com.apple.mobile.house_arrest.shim.remote'] ?? 0,
      'dev.heatsoak.demo',
    );
    const pushed = await readsOf(() => pushModel(documents, planned, () => undefined));
    documents.close();
    expect(pushed.result).toBe('pushed');
    // The file here, and what arrives at the phone, whose end of the socket this process is too.
    expect(pushed.reads).toBe(2);
  },
);
