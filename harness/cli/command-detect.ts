import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { readJson } from '../files/read-json.ts';
import { detectChanges } from '../history/detect.ts';
import { type ChangesDocument, seriesFile } from '../history/series-file.ts';
import { alert, strict, trigger } from '../judge/nightly/parameters.ts';
import { openTerminal } from '../terminal/terminal.ts';

const parameterSets = { trigger, alert, strict };
type SetName = keyof typeof parameterSets;
const setNames = Object.keys(parameterSets) as SetName[];

export const detectCommand = () =>
  new Command('detect')
    .description('find the changes of level in any series, with the detector that watches the nights')
    .requiredOption('--series <file>', 'JSON: {"series":[{"x":…,"value":…,"reference":…?}],"direction":…}')
    .option('--online', 'as points come: each change once, by what was known then', false)
    .addOption(
      new Option('--sensitivity <name>', 'trigger: to be confirmed; alert: stands alone; strict: rarer')
        .choices(setNames)
        .default('alert' as SetName),
    )
    .addHelpText('after', '\nExample:\n  $ heatsoak detect --series decode-speed.json --online --json\n')
    .action(async (options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const file = await readJson(resolve(options.series), seriesFile, 'the series');
      const found = detectChanges(file, {
        online: options.online,
        parameters: parameterSets[options.sensitivity],
      });
      for (const note of found.notes) terminal.say(`! ${note}`);
      for (const change of found.changes) terminal.say(lineOf(change));
      terminal.say(`${found.changes.length} changes in ${found.used} values`);
      terminal.document(found);
    });

function lineOf(change: ChangesDocument['changes'][number]): string {
  const place = change.x === null ? `point ${change.index}` : `point ${change.index} (${change.x})`;
  const [low, high] = change.interval.map((edge) => edge.toFixed(1));
  const raised = change.raisedAt === null ? '' : `, raised at point ${change.raisedAt}`;
  const away = change.wentAwayAt === null ? '' : `, went away at point ${change.wentAwayAt}`;
  return `${change.kind} ± 1 around ${place}: ${change.shiftPercent.toFixed(1)} % (95 % interval ${low} to ${high} %)${raised}${away}`;
}
