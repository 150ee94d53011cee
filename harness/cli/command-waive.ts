import { Command } from '@commander-js/extra-typings';
import { removeWaiver, type Waived, waive } from '../app/waive.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { placeOfWaiver, termsOfWaiver } from '../experiment/waiver.ts';
import { openTerminal } from '../terminal/terminal.ts';

export const waiveCommand = () =>
  new Command('waive')
    .argument('<metric>', 'the metric whose change is to stop nothing, such as decode_rate')
    .requiredOption('--gate <file>', 'the gate policy that it is written into; made where there is none')
    .option('--phone <id>', 'only on this phone of devices.json, or on this model, such as iPhone15,4')
    .option('--suite <name>', 'only in this suite: its name, or the file of one of your own')
    .option('--owner <name>', 'who answers for it')
    .option('--until <day>', 'the last day on which it holds, such as 2027-01-31 (UTC)')
    .option('--why <text>', 'the reason; people will read it')
    .option('--remove', 'take the waiver of this metric, phone and suite out of the policy')
    .addHelpText(
      'after',
      `
A waiver holds for runs that are planned from now on. It never hides a crash, another answer or a broken bound. From the day after
its last one it fails: no run that it is about passes until it is renewed or removed.

Example:
  $ heatsoak waive decode_rate --phone iPhone15,4 --owner anna --until 2027-01-31 --why "new sampler, #123" --gate ci/gate.json
`,
    )
    .action(async (metric, { remove, owner, until, why, gate, phone, suite }) => {
      const terminal = openTerminal();
      // Each by its name: options of every command, such as --json, are no part of a waiver.
      const place = { gate, metric, phone, suite };
      const done = remove
        ? await removeWaiver(place)
        : await waive({ ...place, ...answered({ owner, until, why }) });
      terminal.say(`${placeOfWaiver(done.waiver)} is ${remove ? 'waived no more' : waivedText(done)}`);
      terminal.say(`written: ${done.gate}`);
      terminal.document({ ...done, removed: remove === true });
    });

const waivedText = ({ waiver }: Waived): string => `waived ${termsOfWaiver(waiver)}`;

interface Answer {
  readonly owner: string;
  readonly until: string;
  readonly why: string;
}

/** Nobody waives without a name, a last day and a reason. */
function answered(given: { readonly [Key in keyof Answer]: string | undefined }): Answer {
  const { owner, until, why } = given;
  if (owner !== undefined && until !== undefined && why !== undefined) return { owner, until, why };
  const missing = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [`--${name}`] : [],
  );
  throw new HeatsoakError('USAGE', `a waiver needs ${missing.join(', ')}`, {
    hint: 'heatsoak waive decode_rate --owner anna --until 2027-01-31 --why "new sampler, #123"',
  });
}
