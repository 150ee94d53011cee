import { openDatabase } from './database.ts';
import { hostCalls } from './host-calls.ts';
import { openQueue } from './queue.ts';
import { type SimulatedPhones, simulatedPerform } from './simulated-lab.fixture.ts';
import { runWorker } from './worker.ts';

/** A worker as a process of its own, so that it can be killed; its phones live on in their folders. */
export interface WorkerProcess {
  readonly url: string;
  readonly phones: readonly string[];
  readonly model: string;
  readonly simulated: SimulatedPhones;
  readonly home: string;
}

const asked = JSON.parse(process.argv[2] ?? '') as WorkerProcess;
const database = await openDatabase({ url: asked.url });
await runWorker({
  calls: hostCalls(database),
  queue: await openQueue(database),
  phones: asked.phones.map((id) => ({
    id,
    udid: `udid-${id}`,
    model: asked.model,
    device: { id, name: id },
  })),
  perform: simulatedPerform(asked.simulated),
  home: asked.home,
  signal: new AbortController().signal,
  say: (message) => process.stdout.write(`${message}\n`),
  askSeconds: 0.1,
  heartbeatSeconds: 10,
});
