import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { derive } from '../app/derive.ts';
import { report } from '../app/report.ts';
import { findChromium } from '../publish/browser/find-chromium.ts';
import { type PictureKind, printPage } from '../publish/browser/print-page.ts';
import { findRun } from '../store/find-run.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { exitCodeOfRun } from './exit-code-of-run.ts';
import { chosenPublishers, processOutlet, publishOption } from './run/publish-option.ts';
import { namesOfRun, runsOption } from './run/run-argument.ts';
import { unpublishedLines } from './run/unpublished-lines.ts';

export const reportCommand = () =>
  new Command('report')
    .argument('<run>', namesOfRun)
    .option(...runsOption)
    .option('--out <dir>', 'folder of report.html and result.json (default: the run folder)')
    .option(...publishOption)
    .option('--pdf <file>', 'the whole page as a PDF, by the Chrome, Chromium or Edge of this host')
    .option('--png <file>', 'its first screen as a picture, by the same')
    .addHelpText(
      'after',
      '\nExamples:\n  $ heatsoak report latest\n  $ heatsoak report latest --pdf report.pdf\n',
    )
    .action(async (run, options) => {
      const terminal = openTerminal();
      const folder = await findRun(run, options.runs);
      const derived = await derive(folder);
      const published = await report(derived, options.out ?? folder, {
        publish: chosenPublishers(options.publish),
        exitCode: exitCodeOfRun(derived),
        outlet: processOutlet,
      });
      for (const line of unpublishedLines(published)) terminal.announce(line);
      terminal.say(`report: ${published.report}`);
      const pictures = await printed(published.report, options);
      for (const [kind, file] of Object.entries(pictures)) terminal.say(`${kind}: ${file}`);
      terminal.document({ run: folder, ...published, ...pictures });
    });

/** The pictures that are asked for, by their kind. */
async function printed(
  page: string,
  asked: { readonly pdf?: string | undefined; readonly png?: string | undefined },
): Promise<Partial<Record<PictureKind, string>>> {
  const files = (['pdf', 'png'] as const).flatMap((kind) =>
    asked[kind] === undefined ? [] : [[kind, resolve(asked[kind])] as const],
  );
  if (files.length === 0) return {};
  const chromium = findChromium(process.env);
  for (const [kind, file] of files) await printPage(chromium, page, kind, file);
  return Object.fromEntries(files);
}
