import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnModule } from '../harness/agent/spawn-module.ts';
import { sha256OfFile } from '../harness/files/digest.ts';
import { openDocuments } from '../harness/phone/afc/documents.ts';
import { pushModel } from '../harness/phone/push-model.ts';
import { loopbackAddress } from '../harness/virtual-phone/loopback.ts';

/** `npm run bench:push [bytes]`: a model of full size through the streaming push, in flat memory, twice. */
const bytes = Number(process.argv[2] ?? 2_300_000_000);
const MIB = 2 ** 20;

const folder = await mkdtemp(join(tmpdir(), 'heatsoak-push-'));
try {
  const path = await bigFile(join(folder, 'model.gguf'));
  // The phone plays in a process of its own, so that the memory measured here is the harness's alone.
  const phone = spawnModule(
    new URL('./push-phone.ts', import.meta.url),
    [join(folder, 'phone')],
    ['ignore', 'ignore', 'inherit', 'ipc'],
  );
  const port = await new Promise<number>((resolve) =>
    phone.once('message', (message) => resolve(Number(message))),
  );
  const model = { path, ...(await sha256OfFile(path)) };
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const first = await pushOnce(port, model);
  const second = await pushOnce(port, model);
  clearInterval(sampler);
  const growth = (peak - before) / MIB;
  phone.kill();
  const rate = bytes / MIB / first.seconds;
  process.stdout.write(
    `${bytes} bytes ${first.outcome} in ${first.seconds.toFixed(1)} s (${rate.toFixed(0)} MiB/s)\n`,
  );
  process.stdout.write(
    `${growth <= 200 ? '✓' : '✕'} harness memory grew by ${growth.toFixed(0)} MiB (goal ≤ 200)\n`,
  );
  const met = second.outcome === 'skipped' && second.seconds < 2;
  process.stdout.write(
    `${met ? '✓' : '✕'} second push: ${second.outcome} in ${second.seconds.toFixed(2)} s (goal < 2)\n`,
  );
  process.exitCode = growth <= 200 && met ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function pushOnce(port: number, model: { path: string; sha256: string; sizeBytes: number }) {
  const startedAt = performance.now();
  const documents = await openDocuments(loopbackAddress(0), port, 'dev.heatsoak.bench');
  const outcome = await pushModel(documents, model, () => undefined);
  documents.close();
  return { outcome, seconds: (performance.now() - startedAt) / 1000 };
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
