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
    means: 'nothing could be measured in the lab tonight: no phone was fit, or no launch ended',
  },
  internal: { code: 70, means: 'an internal error, or standard output was lost' },
  interrupted: { code: 130, means: 'interrupted; a partial report is written' },
} as const;

/** The table, as `--help` of commands that end in a verdict shows it. */
export const exitCodeHelp = [
  'Exit codes:',
  ...Object.values(exitCodes).map(({ code, means }) => `  ${String(code).padStart(3)}  ${means}`),
].join('\n');
