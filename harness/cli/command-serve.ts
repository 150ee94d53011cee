import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Command } from '@commander-js/extra-typings';
import { listRuns } from '../app/history/list-runs.ts';
import { siteOfRuns } from '../app/serve/site-of-runs.ts';
import { openLoopbackSite } from '../serve/loopback-site.ts';
import { onInterrupt } from '../terminal/interruption.ts';
import { openPage } from '../terminal/open-page.ts';
import { wholeNumber } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { labSource, labSourceNamed } from './lab/lab-options.ts';

const HIGHEST_PORT = 65_535;
/** A working day: nothing listens for ever because it was forgotten. */
const WORKING_DAY_SECONDS = 8 * 3600;
const LONGEST_SECONDS = 7 * 24 * 3600;

export const serveCommand = () =>
  labSource(new Command('serve'))
    .argument('[runs]', 'folder of the run folders', 'runs')
    .option('--port <n>', 'port on 127.0.0.1 (default: a free one)', wholeNumber(1, HIGHEST_PORT))
    .option(
      '--for <seconds>',
      'end by itself after so long',
      wholeNumber(1, LONGEST_SECONDS),
      WORKING_DAY_SECONDS,
    )
    .option('--no-browser', 'print the address alone')
    .addHelpText(
      'after',
      `
Only this host is answered, only who has the address with its token, and only what is read: nothing can be started or
changed. Who sits at another host brings the port there: ssh -L 8080:127.0.0.1:8080 lab-mac, with --port 8080.

Example:
  $ heatsoak serve runs

Exit codes: 0 ended by Ctrl-C or --for; 2 no folder of runs; 6 the port is taken.
`,
    )
    .action(async (runs, options) => {
      const terminal = openTerminal();
      // A folder that cannot be read is told now, and not in the browser.
      const { root } = await listRuns({ runs });
      const site = await openLoopbackSite(siteOfRuns(resolve(runs), labSourceNamed(options)), options.port);
      const interruption = onInterrupt(terminal.note, 'closing the site');
      terminal.say(site.url);
      const opened = options.browser && (await openPage(site.url));
      terminal.document({ url: site.url, runs: root, opened });
      terminal.note('Ctrl-C ends it');
      await setTimeout(1000 * options.for, null, { signal: interruption.signal }).catch(() => undefined);
      interruption.release();
      await site.close();
    });
