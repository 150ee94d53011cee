import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { derive } from '../../app/derive.ts';
import { learnFromAa } from '../../app/learn-from-aa.ts';
import { assembleRun } from '../../app/plan/assemble-run.ts';
import { readSuite } from '../../app/plan/prepare-run.ts';
import { readBuild } from '../../app/plan/read-build.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { PlannedPower } from '../../experiment/manifest.ts';
import { plannedPowers } from '../../history/planned-power.ts';
import { chooseDevices, readDevices } from '../../lab/read-devices.ts';
import { readCalibration } from '../../store/calibration-store.ts';
import { INTERRUPTED } from '../../terminal/exit-code.ts';
import { blockCount, collect, wholeNumber } from '../../terminal/option-values.ts';
import { openTerminal, type Terminal } from '../../terminal/terminal.ts';
import { perform } from '../run/perform.ts';
import { noiseLines } from './noise-lines.ts';

/** The design that a verdict on one phone wants (`smallestEffect`: 1.6 % at a noise of 1.2 %); an A/A run is measured in the same way. */
const DEFAULT_BLOCKS = 8;

interface DeviceOptions {
  readonly build?: string | undefined;
  readonly from?: string | undefined;
  readonly suite?: string[] | undefined;
  readonly device?: string[] | undefined;
  readonly devices?: string | undefined;
  readonly blocks: number;
  readonly seed: number;
  readonly out: string;
  readonly store: string;
}

export const calibrateDeviceCommand = () =>
  new Command('device')
    .description('A/A: one build against itself on each phone, to learn its noise and the blocks it asks for')
    .option('--build <build.json>', 'the build that is measured against itself')
    .option('--from <run>', 'learn from an A/A run folder that is there already; needs no phone')
    .option('--suite <name>', 'suite to run; repeat for several (default: quick)', collect)
    .option('--device <id>', 'phone of devices.json; repeat for several (default: all)', collect)
    .option('--devices <file>', 'the lab (default: devices.json here, else the virtual lab)')
    .option('--blocks <n>', 'ABBA blocks per phone', blockCount(3), DEFAULT_BLOCKS)
    .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 1)
    .option('--out <dir>', 'folder of the run folders', 'runs')
    .option('--store <dir>', 'folder of the calibration store', 'calibration')
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak calibrate device --build build.json --device virtual-a16 --blocks 8\n',
    )
    .action(async (options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const { path, interrupted } = await aaRun(options, terminal);
      const derived = await derive(path);
      const { manifest } = derived.measurement;
      const learned = await learnFromAa(derived, resolve(options.store));
      const { records, unreadable } = await readCalibration(resolve(options.store));
      const powers = plannedPowers({
        devices: [...new Set(learned.records.map((record) => record.device))],
        gate: manifest.gate,
        blocks: manifest.blocks,
        metricsVersion: manifest.metricsVersion,
        records,
      });
      for (const line of noiseLines(learned.records, powers)) terminal.say(line);
      for (const device of learned.without)
        terminal.say(`! ${device} taught nothing: no valid interval; see the report`);
      if (unreadable.length > 0)
        terminal.say(
          `! the store has unreadable lines, which are left as they are: ${unreadable.join(', ')}`,
        );
      terminal.document({
        run: path,
        store: resolve(options.store),
        learned: learned.records,
        power: powers,
      });
      process.exitCode = interrupted ? INTERRUPTED : exitCodeOf(powers, learned.without);
    });

/** An alarm says that verdicts of the cell are not to be trusted: inconclusive. A phone without a value is invalid. */
function exitCodeOf(powers: readonly PlannedPower[], without: readonly string[]): number {
  if (without.length > 0) return 4;
  return powers.some((power) => power.calibration.state === 'alarm') ? 3 : 0;
}

async function aaRun(
  options: DeviceOptions,
  terminal: Terminal,
): Promise<{ path: string; interrupted: boolean }> {
  if (options.from !== undefined) return { path: resolve(options.from), interrupted: false };
  if (options.build === undefined) {
    throw new HeatsoakError('USAGE', 'calibrate device needs a build to measure, or a run to learn from', {
      hint: 'heatsoak calibrate device --build build.json',
    });
  }
  const lab = await readDevices(options.devices);
  const build = await readBuild('baseline', options.build, 'build');
  const suites = options.suite ?? ['quick'];
  const prepared = await assembleRun(
    {
      lab,
      devices: chooseDevices(lab, options.device),
      suites: await Promise.all(suites.map(readSuite)),
      builds: [build, { ...build, role: 'candidate' }],
      blocks: options.blocks,
      store: resolve(options.store),
      seed: options.seed,
      reference: false,
      kind: 'aa',
      command: () => commandOf(options, suites),
    },
    new Date(),
  );
  return perform(prepared, options.out, terminal);
}

function commandOf(options: DeviceOptions, suites: readonly string[]): string {
  const devices = (options.device ?? []).map((device) => `--device ${device}`);
  const parts = ['heatsoak calibrate device', `--build ${options.build}`, ...devices];
  return [...parts, ...suites.map((suite) => `--suite ${suite}`), `--blocks ${options.blocks}`].join(' ');
}
