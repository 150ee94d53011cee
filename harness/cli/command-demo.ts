import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { makeDemoBuilds, PLANTED_SLOWDOWN_PERCENT } from '../app/demo-builds.ts';
import { prepareRun } from '../app/plan/prepare-run.ts';
import { cacheFolder, packageRoot } from '../files/package-home.ts';
import type { RunVerdict } from '../judge/gate.ts';
import { INTERRUPTED } from '../terminal/exit-code.ts';
import { blockCount, wholeNumber } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { perform } from './run/perform.ts';
import { verdictLines } from './run/verdict-lines.ts';

export const demoCommand = () =>
  new Command('demo')
    .description(
      'the main job on two virtual iPhones: a baseline, and a candidate with a planted slowdown that must be found',
    )
    .option('--out <dir>', 'folder of the run folders', 'runs')
    .option('--blocks <n>', 'ABBA blocks per phone', blockCount(2), 4)
    .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 1)
    .addHelpText('after', '\nExample:\n  $ heatsoak demo --seed 7\n')
    .action(async (options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const scratch = await mkdtemp(join(tmpdir(), 'heatsoak-demo-'));
      try {
        terminal.say(
          'virtual phones: speed, heat and memory are simulated; the tokens are real llama.cpp output',
        );
        const builds = await makeDemoBuilds(scratch, cacheFolder());
        const prepared = await prepareRun(
          {
            suite: ['quick', 'sustained'],
            ...builds,
            devices: join(packageRoot, 'devices.json'),
            blocks: options.blocks,
            seed: options.seed,
            reference: true,
            command: `heatsoak demo --blocks ${options.blocks} --seed ${options.seed}`,
          },
          new Date(),
        );
        const done = await perform(prepared, options.out, terminal);
        const asPlanned = foundWhatWasPlanted(done.derived.verdict);
        for (const line of verdictLines(done.derived.verdict)) terminal.say(line);
        terminal.say(explain(asPlanned));
        terminal.say(`report: ${done.report}`);
        terminal.document({ run: done.path, report: done.report, asPlanned, ...done.derived.verdict });
        process.exitCode = done.interrupted ? INTERRUPTED : asPlanned ? 0 : 1;
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    });

function foundWhatWasPlanted(verdict: RunVerdict): boolean {
  return verdict.devices.length > 0 && verdict.devices.every((device) => device.verdict === 'NO-GO');
}

const explain = (asPlanned: boolean): string =>
  asPlanned
    ? `as planned: the candidate was built to decode ${PLANTED_SLOWDOWN_PERCENT} % slower, and both phones say so`
    : `not as planned: the candidate was built to decode ${PLANTED_SLOWDOWN_PERCENT} % slower, and that was not found on every phone`;
