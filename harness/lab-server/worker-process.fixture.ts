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
  readonly heartbeatSeconds: number;
  /** How far the clock of its host is ahead, ms. */
  readonly skewMs: number;
}

const asked = JSON.parse(process.argv[2] ?? '') as WorkerProcess;
setClock(asked.skewMs);
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
  heartbeatSeconds: asked.heartbeatSeconds,
});

/** Everything in this process that asks for the time is told a wrong one; the monotonic clock stays as it is. */
function setClock(skewMs: number): void {
  const Right = Date;
  const wrong = (): number => Right.now() + skewMs;
  globalThis.Date = new Proxy(Right, {
    construct: (_, args: unknown[]) => Reflect.construct(Right, args.length === 0 ? [wrong()] : args),
    get: (target, name) => (name === 'now' ? wrong : Reflect.get(target, name)),
  });
}
