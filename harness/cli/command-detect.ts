import { Command, Option } from '@commander-js/extra-typings';
import { detect, type Sensitivity, sensitivityNames } from '../app/detect.ts';
import type { ChangesDocument } from '../history/series-file.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { changeWithInterval, counted, sizeNumber } from '../words/numbers.ts';

export const detectCommand = () =>
  new Command('detect')
    .requiredOption('--series <file>', 'JSON: {"series":[{"x":…,"value":…,"reference":…?}],"direction":…}')
    .option('--online', 'as points come: each change once, by what was known then', false)
    .addOption(
      new Option('--sensitivity <name>', 'trigger: to be confirmed; alert: stands alone; strict: rarer')
        .choices(sensitivityNames)
        .default('alert' as Sensitivity),
    )
    .addHelpText('after', '\nExample:\n  $ heatsoak detect --series decode-speed.json --online --json\n')
    .action(async (options) => {
      const terminal = openTerminal();
      const found = await detect(options);
      for (const note of found.notes) terminal.announce(`! ${note}`);
      for (const change of found.changes) terminal.say(lineOf(change));
      terminal.say(`${counted(found.changes.length, 'change')} in ${counted(found.used, 'value')}`);
      terminal.document(found);
    });

function lineOf(change: ChangesDocument['changes'][number]): string {
  const place = change.x === null ? `point ${change.index}` : `point ${change.index} (${change.x})`;
  const raised = change.raisedAt === null ? '' : `, raised at point ${change.raisedAt}`;
  const away = change.wentAwayAt === null ? '' : `, went away at point ${change.wentAwayAt}`;
  return `${change.kind} around ${place}: ${changeWithInterval(change.shiftPercent, change.interval)}, ${sizeNumber(change.times)} times what it moves by itself${raised}${away}`;
}
