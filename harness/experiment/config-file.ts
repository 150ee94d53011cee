import { z } from 'zod';

/** What an option may be given as: a flag, a number, a text, or several texts. */
const optionValue = z.union([z.boolean(), z.number(), z.string(), z.array(z.string()).min(1)]);
export type OptionValue = z.infer<typeof optionValue>;

const path = z.string().min(1);

const lab = z.strictObject({
  devices: path.optional().describe('devices.json: the phones and the reference; absent: the virtual lab'),
});

const store = z.strictObject({
  runs: path.optional().describe('Folder of the run folders, of the history and of the baselines'),
  calibration: path.optional().describe('Folder of what A/A runs taught'),
});

const nightly = z.strictObject({
  candidate: path.optional().describe('build.json of the build that is measured tonight'),
  candidateCommand: z
    .string()
    .min(1)
    .optional()
    .describe('Makes the candidate before it is read, such as "make nightly-build"; it runs in this folder'),
  candidateUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Address of the candidate's app archive; build.json says all else. Needs candidateSha256"),
  candidateSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe('SHA-256 of what candidateUrl gives; another file is refused'),
  baseline: path.optional().describe('build.json of the baseline, or "stored": what heatsoak baseline set'),
  pinned: path.optional().describe('build.json of the build that stays the same for months'),
  budget: z
    .string()
    .optional()
    .describe(
      'How long the night may take, such as 3h or 90m: suites that do not fit are named and left out',
    ),
  retries: z.int().min(0).max(20).optional().describe('How often a run that lost a phone is gone on with'),
  failFast: z
    .boolean()
    .optional()
    .describe('Skips what is left once a build crashes or answers wrongly beyond doubt'),
  atLeast: z.int().positive().optional().describe('So many phones are enough: others may be lost'),
  blocks: z.int().positive().optional().describe('A fixed number of ABBA blocks per phone'),
  maxBlocks: z.int().min(2).optional().describe('Most ABBA blocks per phone'),
  keepNights: z.int().positive().optional().describe('Runs of so many days stay; absent: all'),
  keepGigabytes: z
    .number()
    .positive()
    .optional()
    .describe('What all runs may take; older ones go first; absent: no bound'),
});

/** `heatsoak.config.json`: what else stands behind every command. Paths are relative to the file. */
export const configFile = z.strictObject({
  $schema: z.string().optional(),
  lab: lab.optional().describe('The lab that is measured in'),
  suites: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Suites of run, plan and nightly: names or paths'),
  gate: path.optional().describe('What decides: a gate policy'),
  store: store.optional().describe('Where runs and what was learned are kept'),
  publishers: z
    .array(z.string().min(1))
    .optional()
    .describe('Formats that a run is published in besides its page, such as junit'),
  nightly: nightly.optional().describe('Options of heatsoak nightly'),
  commands: z
    .record(z.string(), z.record(z.string(), optionValue))
    .optional()
    .describe('Options of any command by its name, such as { "run": { "atLeast": 2 } }'),
});
export type ConfigFile = z.infer<typeof configFile>;
