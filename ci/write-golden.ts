import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { derive } from '../harness/app/derive.ts';
import { SEAL } from '../harness/experiment/seal.ts';
import { agentRun } from '../harness/measure/planted/agent-run.fixture.ts';
import type { PlanStep } from '../harness/protocol/plan-file.ts';
import { writeResult } from '../harness/publish/result-json.ts';
import { createRunFolder, openRunFolder } from '../harness/store/run-folder.ts';
import { usualNoise } from '../harness/virtual-phone/physics/noise.ts';

/**
 * `npm run golden`: a small run of the agent on a simulated phone, its logs and what they say: a block, a crash, Low
 * Power Mode, an early end of sequence, a soak with recovery, a reference; not sealed, as runs of early versions are. Run it only when the agent or a definition
 * has changed on purpose, and read the difference.
 */
const ROOT = 'harness/app/golden';

const step = (over: Partial<PlanStep>): PlanStep => ({
  case: 'pp16-tg24',
  prompt: { kind: 'synthetic', tokens: 16, seed: 1 },
  generateTokens: 24,
  repetitions: 2,
  forSeconds: null,
  scored: true,
  score: true,
  ...over,
});
const long = step({
  case: 'pp160-tg8',
  prompt: { kind: 'synthetic', tokens: 160, seed: 1 },
  generateTokens: 8,
});
const burst = { steps: [step({}), long] };
const recovery = { everySeconds: 30, probeSeconds: 5, limitSeconds: 300 };
const soak = step({
  case: 'pp32-tg64',
  generateTokens: 64,
  repetitions: 1,
  forSeconds: 330,
  score: false,
  recovery,
});

const { manifest, texts, harnessText } = await agentRun({
  run: 'small',
  profile: 'A15',
  seed: 4,
  noise: usualNoise,
  launches: [
    { ...burst, role: 'baseline', position: 0 },
    { ...burst, role: 'candidate', position: 1, effects: { decodeSlowdownPercent: 5 } },
    { ...burst, role: 'candidate', position: 2, effects: { crashAtTrial: 3, decodeSlowdownPercent: 5 } },
    { ...burst, role: 'baseline', position: 3, effects: { mistakes: { lowPowerModeAtTrial: 2 } } },
    { ...burst, role: 'baseline', block: 1, effects: { mistakes: { endAtToken: 20 } } },
    { suite: 'sustained', kind: 'soak', role: 'candidate', steps: [soak], effects: { onBattery: true } },
  ],
  reference: [step({}), long],
});
await rm(join(ROOT, 'small'), { recursive: true, force: true });
await mkdir(ROOT, { recursive: true });
const { path } = await createRunFolder(ROOT, manifest);
await rm(join(path, SEAL));
const folder = openRunFolder(path);
for (const [key, text] of texts) {
  const [device = '', launch = ''] = key.split('/');
  if (device === manifest.reference?.device.id) {
    await folder.referenceFolder(launch);
    await folder.write(join('reference', launch, 'events.jsonl'), text);
  } else await folder.saveLaunchLog(device, launch, Buffer.from(text));
}
await folder.write(join('events', 'phone.jsonl'), harnessText);
await writeResult(await derive(path), path);
