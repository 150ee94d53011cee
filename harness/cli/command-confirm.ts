import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { changesIn, deriveHistory, type FoundChange, findChange } from '../app/history/history.ts';
import { recordConfirmation } from '../app/history/record-confirmation.ts';
import { assembleRun, type PreparedRun } from '../app/plan/assemble-run.ts';
import { measuredBuild, measuredSuite, mustAskTheSame } from '../app/plan/measured-build.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { type ConfirmPlan, confirmPlan, newestOpen } from '../history/confirm-plan.ts';
import type { Confirmation } from '../history/confirmation.ts';
import { chooseDevices, readDevices } from '../lab/read-devices.ts';
import { INTERRUPTED } from '../terminal/exit-code.ts';
import { blockCount, wholeNumber } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { perform } from './run/perform.ts';

/** Enough for one phone at typical noise: `smallestEffect` is then 1.6 %. */
const DEFAULT_BLOCKS = 8;

export const confirmCommand = () =>
  new Command('confirm')
    .description('answer a trigger of the history: an A/B of the newest build against the last good one')
    .option('--trigger <id>', 'the change to confirm (default: the newest that waits)')
    .option('--runs <dir>', 'folder of the run folders', 'runs')
    .option('--devices <file>', 'the lab (default: devices.json here, else the virtual lab)')
    .option('--blocks <n>', 'ABBA blocks', blockCount(3), DEFAULT_BLOCKS)
    .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 1)
    .option('--store <dir>', 'folder of the calibration store', 'calibration')
    .addHelpText('after', '\nExample:\n  $ heatsoak confirm --trigger 7df40c43\n')
    .action(async (options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const root = resolve(options.runs);
      const found = await chosen(root, options.trigger);
      if (!found) {
        terminal.say('no trigger waits for a confirming run');
        terminal.document({ confirmation: null, report: null });
        return;
      }
      const plan = confirmPlan(await deriveHistory(root), found);
      const { change, series, head, lastGood } = plan;
      terminal.say(
        `${change.id}: ${head.name} (${head.run}) against ${lastGood.name} (${lastGood.run}) on ${series.device}, ${options.blocks} blocks`,
      );
      const done = await perform(await prepareConfirmation(root, plan, options), options.runs, terminal);
      if (done.interrupted) {
        terminal.document({ confirmation: null, report: done.report });
        process.exitCode = INTERRUPTED;
        return;
      }
      const confirmation = await recordConfirmation(root, plan, done.derived, new Date().toISOString());
      await deriveHistory(root);
      terminal.say(answer(confirmation));
      terminal.say(`report: ${done.report}`);
      terminal.document({ confirmation, report: done.report });
      process.exitCode = exitCodeOf(confirmation, change.better);
    });

interface ConfirmOptions {
  readonly devices?: string | undefined;
  readonly blocks: number;
  readonly seed: number;
  readonly store: string;
}

async function chosen(root: string, id: string | undefined): Promise<FoundChange | null> {
  const history = await deriveHistory(root);
  if (id === undefined) return newestOpen(changesIn(history));
  const found = findChange(history, id);
  if (found.change.state === 'open') return found;
  throw new HeatsoakError('NOT_OPEN', `change ${id} waits for nothing: it is ${found.change.state}`, {
    hint: found.change.note ?? 'heatsoak history shows what was said about it',
  });
}

async function prepareConfirmation(
  root: string,
  plan: ConfirmPlan,
  options: ConfirmOptions,
): Promise<PreparedRun> {
  const { series, head, lastGood, change } = plan;
  const lab = await readDevices(options.devices);
  const prepared = await assembleRun(
    {
      lab,
      devices: chooseDevices(lab, [series.device]),
      suites: [await measuredSuite(root, head.run, series.suite)],
      builds: [await measuredBuild(root, lastGood, 'baseline'), await measuredBuild(root, head, 'candidate')],
      blocks: options.blocks,
      store: options.store,
      seed: options.seed,
      reference: false,
      kind: 'confirm',
      confirms: change.id,
      command: (blocks) =>
        `heatsoak confirm --trigger ${change.id} --blocks ${blocks} --seed ${options.seed}`,
    },
    new Date(),
  );
  await mustAskTheSame(root, head.run, prepared.manifest, series.suite);
  return prepared;
}

const words: Readonly<Record<Confirmation['outcome'], string>> = {
  confirmed: 'confirmed',
  noise: 'noise trigger: the A/B does not find the change',
  repeat: 'too few valid blocks: run it once more',
  unconfirmed: 'unconfirmed, not enough evidence: too few valid blocks for the second time',
};

function answer({ change, outcome, changePercent, ci95Percent, blocks }: Confirmation): string {
  const digits = (value: number): string => String(Number(value.toPrecision(3)));
  const measured =
    changePercent === null || ci95Percent === null
      ? ''
      : `: ${digits(changePercent)} % (${digits(ci95Percent[0])} to ${digits(ci95Percent[1])}) from ${blocks} blocks`;
  return `${change} ${words[outcome]}${measured}`;
}

/** A confirmed change for the worse is NO-GO; too little evidence is inconclusive. */
function exitCodeOf({ outcome }: Confirmation, better: boolean): number {
  if (outcome === 'confirmed') return better ? 0 : 1;
  return outcome === 'noise' ? 0 : 3;
}
