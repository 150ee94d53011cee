/** Every exit code of the program, for CI: these numbers never change their meaning. */
export const exitCodes = {
  go: { code: 0, means: 'GO, or the command did what it was to do' },
  noGo: { code: 1, means: 'NO-GO, an agent that breaks the protocol, or a converted model that is rejected' },
  usage: { code: 2, means: 'wrong usage or input; nothing was measured' },
  inconclusive: { code: 3, means: 'INCONCLUSIVE, no baseline, or the same build twice' },
  invalid: {
    code: 4,
    means: 'INVALID: the phones answered, but the measurement proves nothing; or not comparable',
  },
  install: { code: 5, means: 'an app could not be installed' },
  host: { code: 6, means: 'this host is not ready, or a file cannot be written' },
  phoneLost: {
    code: 7,
    means: 'a phone, or the way to it, was lost or busy, so that nothing is concluded: resume or run again',
  },
  unmeasured: {
    code: 8,
    means: 'nothing could be measured in the lab tonight: no phone was fit, or no launch was measured',
  },
  internal: { code: 70, means: 'an internal error, or standard output was lost' },
  interrupted: { code: 130, means: 'interrupted; a partial report is written' },
} as const;

/** The table, as `--help` of commands that end in a verdict shows it. */
export const exitCodeHelp = [
  'Exit codes:',
  ...Object.values(exitCodes).map(({ code, means }) => `  ${String(code).padStart(3)}  ${means}`),
].join('\n');

/** docs/exit-codes.md. */
export const exitCodesPage = (): string =>
  `${[
    '# Exit codes',
    '',
    'Made from `harness/errors/exit-codes.ts` by `npm run docs`. The numbers never change their meaning: CI may build on them.',
    '`--json` says the same number as `exitCode`, and as `reasons` why it is so; `harness/cli/exit-codes.test.ts` runs each of them',
    'through the real command line.',
    '',
    '| code | means |',
    '|--:|---|',
    ...Object.values(exitCodes).map(({ code, means }) => `| ${code} | ${means} |`),
    '',
    'A verdict beats what happened besides: NO-GO is 1 also where another phone was lost, and INVALID is 4 where one phone proves',
    'nothing though another was lost. 5, 6 and 7 stand for INVALID where losses are all that is wrong: measured again, the run may',
    'well be valid. Ctrl-C is 130 whatever was found up to then.',
    '',
    '| command | ends with |',
    '|---|---|',
    '| `run`, `resume`, `derive` | the verdict; 0 instead of 3 with `--allow-no-baseline`, where nothing but the baseline is missing |',
    '| `report` | 0 when it was written, whatever the verdict |',
    '| `judge` | the worst verdict of its experiments |',
    '| `compare` | 0; 4 where the runs cannot be compared or have nothing in common |',
    '| `confirm` | 1 when a change for the worse is confirmed, 3 when it cannot be told, 0 otherwise |',
    '| `variants` | 0 when one gave a value, 4 when none did |',
    '',
    'A publisher that fails changes no exit code: it is told on the terminal, and as `unpublished` with `--json`.',
  ].join('\n')}\n`;
