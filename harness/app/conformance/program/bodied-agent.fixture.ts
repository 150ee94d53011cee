import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { openLaunchFolder } from '../../../agent/launch-folder.ts';
import { modelDigest } from '../../../agent/model-digest.ts';
import type { Clock, Engine, LoadedModel, Sensors } from '../../../agent/ports.ts';
import { readPlan } from '../../../agent/read-plan.ts';
import { runLaunch } from '../../../agent/run-launch.ts';
import type {
  BodyAnswers,
  BodyAsk,
  BodyReading,
  BodyStep,
} from '../../../virtual-phone/app/body-protocol.ts';
import { countingEngine } from '../../../virtual-phone/physics/bench.fixture.ts';
import { createVirtualClock, type VirtualClock } from '../../../virtual-phone/physics/virtual-clock.ts';

/**
 * `bodied-agent.fixture.ts <fault> <plan.json>`: the TypeScript agent on a body at file descriptor 3, as the Swift agent is on a virtual
 * phone. `rounded` stamps whole milliseconds, `late` stamps a token when the next is there, `sleepy` has no sampler, `proud` logs the
 * engine's ids instead of those that were shown.
 */
const [, , fault = 'none', planPath = ''] = process.argv;

const body = new Socket({ fd: Number(process.env['HEATSOAK_BODY']) });
const lines = createInterface({ input: body });
let clock: VirtualClock | null = null;
let reading: BodyReading = { footprintBytes: 0, mappedBytes: null, availableBytes: null, ...nothingRead() };
let turn: Promise<unknown> = Promise.resolve();

type Reply<A extends BodyAsk['ask']> = A extends keyof BodyAnswers ? BodyAnswers[A] : object;

/** One line asks, one answers, strictly in turn. */
function ask<A extends BodyAsk['ask']>(what: Extract<BodyAsk, { ask: A }>): Promise<Reply<A>> {
  const answered = turn.then(async () => {
    body.write(`${JSON.stringify(what)}\n`);
    const [line] = (await once(lines, 'line')) as [string];
    const { steps, ...reply } = JSON.parse(line) as { readonly steps: readonly BodyStep[] };
    clock ??= createVirtualClock((reply as BodyAnswers['hello']).wallClock);
    for (const step of steps) {
      reading = step.reading ?? reading;
      clock.advance(step.us ?? 0);
    }
    return reply as Reply<A>;
  });
  turn = answered;
  return answered;
}

const { wallClock, cold, identity } = await ask({ ask: 'hello', agent: 'fixture', protocolVersion: 1 });
const documents = process.cwd();
const plan = readPlan(await readFile(planPath, 'utf8'));
const folder = await openLaunchFolder(dirname(planPath));
const finished = await runLaunch(plan, join(documents, plan.model.path), folder, {
  clock: faultyClock(clock ?? createVirtualClock(wallClock)),
  engine: bodiedEngine(),
  sensors: bodiedSensors(),
  // Whoever asks next waits for these.
  windows: {
    opened: (trial) => void ask({ ask: 'opened', trial }),
    closed: (trial) => void ask({ ask: 'closed', trial }),
  },
  coldLoad: cold,
  probe: async () => void (await ask({ ask: 'probe' })),
  idle: async (seconds) => void (await ask({ ask: 'idle', seconds })),
  digest: async (path, files) =>
    (await ask({ ask: 'digest', sha256: await modelDigest(path, files) })).sha256,
});
process.exit(finished ? 0 : 1);

function faultyClock(real: VirtualClock): Clock {
  if (fault === 'rounded') return { ...real, nowUs: () => Math.floor(real.nowUs() / 1000) * 1000 };
  return fault === 'sleepy' ? { ...real, every: () => ({ stop: () => undefined }) } : real;
}

function bodiedEngine(): Engine {
  return {
    ...countingEngine,
    async load(path, settings): Promise<LoadedModel> {
      const model = await countingEngine.load(path, settings);
      const { backend } = await ask({
        ask: 'load',
        vocabularySize: model.vocabularySize,
        backend: model.backend,
      });
      return {
        ...model,
        backend,
        generate: (ids, count) => shown(model.generate(ids, count), ids.length, count),
      };
    },
  };
}

/** The ids as the phone shows them, when it does. */
async function* shown(
  made: AsyncIterable<number>,
  promptTokens: number,
  count: number,
): AsyncIterableIterator<number> {
  await ask({ ask: 'generate', promptTokens, count });
  let held: number | null = null;
  for await (const id of made) {
    const reply = await ask({ ask: 'token', id });
    if ('ended' in reply) break;
    if (held !== null) yield held;
    held = fault === 'proud' ? id : reply.id;
    if (fault === 'late') continue;
    yield held;
    held = null;
  }
  if (held !== null) yield held;
  await ask({ ask: 'generated' });
}

function bodiedSensors(): Sensors {
  return {
    memory: () => reading,
    memoryWarnings: () => reading.memoryWarnings ?? 0,
    peakFootprintBytes: () => reading.peakFootprintBytes,
    environment: () => reading,
    identity: () => identity,
  };
}

function nothingRead(): Omit<BodyReading, 'footprintBytes' | 'mappedBytes' | 'availableBytes'> {
  return {
    ...{ peakFootprintBytes: null, thermalState: null, lowPowerMode: null, batteryPercent: null },
    ...{ charging: null, brightness: null, freeDiskBytes: null },
  };
}
