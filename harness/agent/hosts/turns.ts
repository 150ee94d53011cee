import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { planFile } from '../../protocol/plan-file.ts';
import { TokenTimes } from '../../protocol/token-times.ts';
import { llamaCppEngine } from '../engines/llama-cpp/llama-cpp.ts';
import { measureBench } from '../measure-bench.ts';
import { hostClock } from './host-clock.ts';
import { hostSensors } from './host-sensors.ts';

/**
 * The agent turn by turn, for calibration: `turns.ts <plan.json>` loads the model, says `ready <release> <rows>`, and for each number on
 * standard input runs one repetition of that step; the answer is `<wall ns> <processor ns>`. It measures what a row of the reference does.
 */
const plan = planFile.parse(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')));
const engine = await llamaCppEngine(plan.engine);
const model = await engine.load(plan.model.path, plan.engine);
const clock = hostClock();
const sensors = hostSensors('1');
process.stdout.write(`ready ${engine.version} ${plan.steps.length}\n`);
let turn = 0;
// The end of standard input is the end of the harness: the process must not outlive it.
for await (const line of createInterface({ input: process.stdin })) {
  const shape = plan.steps[Number(line)]?.bench;
  if (!shape) break;
  const window = await measureBench({
    model,
    clock,
    cpuUs: sensors.cpuUs,
    shape,
    ubatchTokens: plan.engine.batchTokens,
    seed: plan.seed + turn,
  });
  turn += 1;
  const wallUs = new TokenTimes(window).durationUs;
  process.stdout.write(`${Math.round(wallUs * 1000)} ${Math.round((window.cpuUs ?? 0) * 1000)}\n`);
}
process.exit(0);
