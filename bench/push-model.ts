import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256OfFile } from '../harness/files/digest.ts';
import { spawnModule } from '../harness/modules/spawn-module.ts';
import { AFC_CHUNK_BYTES, openDocuments } from '../harness/phone/afc/documents.ts';
import type { ModelArtefact } from '../harness/phone/phone.ts';
import { pushModel } from '../harness/phone/push-model.ts';
import { modelPath } from '../harness/protocol/plan-file.ts';
import { median } from '../harness/statistics/median.ts';
import { must } from '../harness/statistics/must.ts';
import type { PushTargets } from './push-phone.ts';

/**
 * `npm run bench:push [bytes]`: a model of full size through the streaming push. In turn with a plain TCP copy of the same file
 * to the same process; once cut at half; once present. In flat memory throughout.
 */
const bytes = Number(process.argv[2] ?? 2_300_000_000);
const MIB = 2 ** 20;
const ROUNDS = 3;
const BUNDLE_ID = 'dev.heatsoak.bench';

const goals = { ratio: 0.8, growthMiB: 200, sentAgainPercent: 51, presentSeconds: 2 } as const;

const folder = await mkdtemp(join(tmpdir(), 'heatsoak-push-'));
try {
  process.exitCode = (await measure()) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** @returns whether all goals were met */
async function measure(): Promise<boolean> {
  const path = await bigFile(join(folder, 'model.gguf'));
  const model = { path, ...(await sha256OfFile(path)) };
  // The phone plays in a process of its own, so that the memory measured here is the harness's alone.
  const phone = spawnModule(
    new URL('./push-phone.ts', import.meta.url),
    [join(folder, 'phone')],
    ['ignore', 'ignore', 'inherit', 'ipc'],
  );
  const targets = await new Promise<PushTargets>((resolve) =>
    phone.once('message', (message) => resolve(message as PushTargets)),
  );
  const growth = growthOfMemory();
  try {
    const copies: number[] = [];
    const pushes: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      copies.push(await copyPlainly(targets, path));
      if (round > 0) await removeModel(targets, model);
      pushes.push((await push(targets, model)).seconds);
    }
    const present = await push(targets, model);
    await removeModel(targets, model);
    const again = await sentAfterCut(targets, model);
    return tell({ copies, pushes, present, again, growthMiB: growth() });
  } finally {
    phone.kill();
  }
}

interface Measured {
  readonly copies: readonly number[];
  readonly pushes: readonly number[];
  readonly present: { readonly outcome: string; readonly seconds: number };
  readonly again: number;
  readonly growthMiB: number;
}

function tell({ copies, pushes, present, again, growthMiB }: Measured): boolean {
  const copy = must(median(copies), 'a copy');
  const pushed = must(median(pushes), 'a push');
  const ratio = copy / pushed;
  const rate = (seconds: number): string => `${(bytes / MIB / seconds).toFixed(0)} MiB/s`;
  const againPercent = (100 * again) / bytes;
  const rows: [boolean, string][] = [
    [
      ratio >= goals.ratio,
      `push ${rate(pushed)}, plain copy ${rate(copy)}: ${ratio.toFixed(2)} × (goal ≥ ${goals.ratio})`,
    ],
    [growthMiB <= goals.growthMiB, `memory grew by ${growthMiB.toFixed(0)} MiB (goal ≤ ${goals.growthMiB})`],
    [
      againPercent <= goals.sentAgainPercent,
      `cut at half, ${againPercent.toFixed(1)} % was sent again (goal ≤ ${goals.sentAgainPercent})`,
    ],
    [
      present.outcome === 'skipped' && present.seconds < goals.presentSeconds,
      `present: ${present.outcome} in ${present.seconds.toFixed(2)} s (goal < ${goals.presentSeconds})`,
    ],
  ];
  for (const [met, text] of rows) process.stdout.write(`${met ? '✓' : '✕'} ${text}\n`);
  return rows.every(([met]) => met);
}

/** Watches this process's memory. @returns what it grew by at most, MiB */
function growthOfMemory(): () => number {
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  return () => {
    clearInterval(sampler);
    return (peak - before) / MIB;
  };
}

async function push(targets: PushTargets, model: ModelArtefact) {
  const startedAt = performance.now();
  const documents = await openDocuments(targets.address, targets.houseArrest, BUNDLE_ID);
  const outcome = await pushModel(documents, model, () => undefined);
  documents.close();
  return { outcome, seconds: (performance.now() - startedAt) / 1000 };
}

/** Seconds of a copy through a socket alone, until its last byte is in the file. */
async function copyPlainly({ address, plain }: PushTargets, path: string): Promise<number> {
  const startedAt = performance.now();
  const socket = connect({ host: address, port: plain, allowHalfOpen: true });
  createReadStream(path, { highWaterMark: 4 * MIB }).pipe(socket);
  await new Promise((resolve, reject) => {
    socket.once('data', resolve);
    socket.once('error', reject);
  });
  socket.destroy();
  return (performance.now() - startedAt) / 1000;
}

async function removeModel(targets: PushTargets, model: ModelArtefact): Promise<void> {
  const documents = await openDocuments(targets.address, targets.houseArrest, BUNDLE_ID);
  await documents.remove(modelPath(model));
  documents.close();
}

/** Bytes that a push sends after one that lost its connection at half. */
async function sentAfterCut(targets: PushTargets, model: ModelArtefact): Promise<number> {
  const cable = await openDocuments(targets.address, targets.houseArrest, BUNDLE_ID);
  const cut = (sent: number): void => {
    if (sent >= bytes / 2) cable.close();
  };
  await pushModel(cable, model, cut).catch(() => undefined);
  const documents = await openDocuments(targets.address, targets.houseArrest, BUNDLE_ID);
  // The first progress tells what was there already and the chunk that was sent on top of it.
  let first: number | null = null;
  await pushModel(documents, model, (sent) => {
    first ??= sent - AFC_CHUNK_BYTES;
  });
  documents.close();
  return bytes - (first ?? 0);
}

async function bigFile(path: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = await open(path, 'w');
  const chunk = Buffer.alloc(8 * MIB);
  for (let i = 0; i < chunk.length; i += 4) chunk.writeUInt32LE(Math.imul(i, 2654435761) >>> 0, i);
  for (let left = bytes; left > 0; left -= chunk.length)
    await file.write(chunk.subarray(0, Math.min(left, chunk.length)));
  await file.close();
  return path;
}
