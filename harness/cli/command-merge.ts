import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { derive } from '../app/derive.ts';
import { mergeRuns } from '../app/merge-runs.ts';
import { exitCodeHelp } from '../errors/exit-codes.ts';
import { findRun } from '../store/find-run.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { endRun } from './run/end-run.ts';
import { chosenPublishers, publishOption } from './run/publish-option.ts';
import { namesOfRun, runsOption } from './run/run-argument.ts';

export const mergeCommand = () =>
  new Command('merge')
    .argument('<runs...>', `run folders of the hosts that measured it: ${namesOfRun}`)
    .option(...runsOption)
    .option('--out <dir>', 'folder in which the joined run is made', 'merged')
    .option(...publishOption)
    .addHelpText(
      'after',
      `
Each host measures the same experiment on its own phones; the joined run is judged as if one host had had them all.
Copies of one run are joined too: of each phone the session counts that measured most, the others lie in attempts/.

Example:
  $ heatsoak run --candidate new.json --baseline old.json --seed 7 --device rack-1
  $ heatsoak run --candidate new.json --baseline old.json --seed 7 --device rack-2 --no-reference    # on another host
  $ heatsoak merge latest /mnt/host-2/runs/2026-11-22T03-00-04Z --out merged

${exitCodeHelp}
`,
    )
    .action(async (names, { runs: root, out, publish }) => {
      const runs: string[] = [];
      for (const name of names) runs.push(await findRun(name, root));
      const folder = await mergeRuns(runs, resolve(out));
      const derived = await derive(folder);
      await endRun(openTerminal(), {
        ...{ derived, folder, out: folder, interrupted: false },
        publish: chosenPublishers(publish),
      });
    });
