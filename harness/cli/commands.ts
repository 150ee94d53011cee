import { modelCommands } from '../../models/commands/model-commands.ts';
import type { CommandEntry } from '../terminal/command-entry.ts';
import { baselineCommands } from './baseline/baseline-commands.ts';
import { labCommands } from './lab/lab-commands.ts';

/** Every command, in the order of `heatsoak --help`. A command's code is loaded when it is called. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'run',
    description:
      'run suites on phones, compare candidate and baseline, write a report; the exit code is the verdict',
    group: 'Measure:',
    load: async () => (await import('./command-run.ts')).runCommand(),
  },
  {
    name: 'plan',
    description: 'print what `run` would do: phones, launches, minutes, disk; touches no phone',
    group: 'Measure:',
    load: async () => (await import('./command-plan.ts')).planCommand(),
  },
  {
    name: 'resume',
    description: 'go on with a run that was killed, interrupted, or lost a phone',
    group: 'Measure:',
    load: async () => (await import('./command-resume.ts')).resumeCommand(),
  },
  {
    name: 'nightly',
    description: 'a whole night: build, examine, measure what fits, go on, judge, answer triggers, make room',
    group: 'Measure:',
    load: async () => (await import('./command-nightly.ts')).nightlyCommand(),
  },
  {
    name: 'demo',
    description:
      'the main job on two virtual iPhones: a baseline, and a candidate with a planted slowdown that must be found',
    group: 'Measure:',
    load: async () => (await import('./command-demo.ts')).demoCommand(),
  },
  {
    name: 'confirm',
    description: 'answer a trigger of the history: an A/B of the newest build against the last good one',
    group: 'Measure:',
    load: async () => (await import('./command-confirm.ts')).confirmCommand(),
  },
  {
    name: 'bisect',
    description:
      'find the build in which it became slower, between a good and a bad one; says how sure it is',
    group: 'Measure:',
    load: async () => (await import('./command-bisect.ts')).bisectCommand(),
  },
  {
    name: 'variants',
    description: 'measure several builds of one model side by side: speed, memory, load, size and quality',
    group: 'Measure:',
    load: async () => (await import('./command-variants.ts')).variantsCommand(),
  },
  {
    name: 'runs',
    description: 'list runs: when, builds with their commits, phones, verdict',
    group: 'See results:',
    load: async () => (await import('./command-runs.ts')).runsCommand(),
  },
  {
    name: 'open',
    description: 'open a report in the browser; where there is none, its path is printed',
    group: 'See results:',
    load: async () => (await import('./command-open.ts')).openCommand(),
  },
  {
    name: 'serve',
    description: 'runs, reports, comparisons and trends in a browser of this host, until Ctrl-C',
    group: 'See results:',
    load: async () => (await import('./command-serve.ts')).serveCommand(),
  },
  {
    name: 'derive',
    description: 'redo samples, metrics, comparison, verdict and report from the event logs; needs no phone',
    group: 'See results:',
    load: async () => (await import('./command-derive.ts')).deriveCommand(),
  },
  {
    name: 'merge',
    description: 'join runs that several hosts measured into one run, and judge it; needs no server',
    group: 'See results:',
    load: async () => (await import('./command-merge.ts')).mergeCommand(),
  },
  {
    name: 'report',
    description: 'write report.html again, also from a partial run',
    group: 'See results:',
    load: async () => (await import('./command-report.ts')).reportCommand(),
  },
  {
    name: 'verify',
    description:
      'say whether a run folder is as it was sealed: what was changed, removed or added, and who signed',
    group: 'See results:',
    load: async () => (await import('./command-verify.ts')).verifyCommand(),
  },
  {
    name: 'compare',
    description:
      'the candidates of two runs side by side, cell by cell; numbers only: a verdict needs both builds in one run',
    group: 'See results:',
    load: async () => (await import('./command-compare.ts')).compareCommand(),
  },
  {
    name: 'history',
    description: 'runs over time: every night’s value, changes of level, and what was said about them',
    group: 'See results:',
    load: async () => (await import('./command-history.ts')).historyCommand(),
    commands: [
      {
        name: 'mark',
        description: 'say that a run is bad, or that a change is meant; kept in history-marks.json',
        load: async () => (await import('./history/command-mark.ts')).markCommand(),
      },
    ],
  },
  {
    name: 'detect',
    description: 'find the changes of level in any series, with the detector that watches the nights',
    group: 'See results:',
    load: async () => (await import('./command-detect.ts')).detectCommand(),
  },
  {
    name: 'judge',
    description:
      'launch values of any harness in (CSV or JSON lines), verdicts out; the exit code is the worst verdict',
    group: 'See results:',
    load: async () => (await import('./command-judge.ts')).judgeCommand(),
  },
  {
    name: 'baseline',
    description: 'which build others are compared with, for each phone model, iOS and model file',
    group: 'See results:',
    load: async () => (await import('./command-baseline.ts')).baselineCommand(),
    commands: baselineCommands,
  },
  {
    name: 'waive',
    description: 'answer for a change of one metric until a day; it stands in the gate policy and is told',
    group: 'See results:',
    load: async () => (await import('./command-waive.ts')).waiveCommand(),
  },
  {
    name: 'export',
    description: 'trials, tokens, launches, blocks, memory or metrics of runs as CSV, JSON lines or Parquet',
    group: 'See results:',
    load: async () => (await import('./command-export.ts')).exportCommand(),
  },
  {
    name: 'query',
    description: 'ask all runs in SQL, with DuckDB; the tables are those of `export`',
    group: 'See results:',
    load: async () => (await import('./command-query.ts')).queryCommand(),
  },
  {
    name: 'metrics',
    description: 'what every metric means: formula, unit, direction, needs, margin, role, source',
    group: 'See results:',
    load: async () => (await import('./command-metrics.ts')).metricsCommand(),
  },
  {
    name: 'model',
    description: 'fetch, inspect, make, change, convert, cut and compare model files',
    group: 'Models:',
    load: async () => (await import('../../models/commands/command-model.ts')).modelCommand(),
    commands: modelCommands,
  },
  {
    name: 'build',
    description: 'read app archives: what they are, what they are signed with, what a measured one lacks',
    group: 'Lab:',
    load: async () => (await import('./command-build.ts')).buildCommand(),
    commands: [
      {
        name: 'inspect',
        description: 'say what an .ipa or .app is and lacks, without unpacking it',
        load: async () => (await import('./build/command-inspect.ts')).inspectBuildCommand(),
      },
    ],
  },
  {
    name: 'devices',
    description: 'list the phones of the lab',
    group: 'Lab:',
    load: async () => (await import('./command-devices.ts')).devicesCommand(),
    commands: [
      {
        name: 'release',
        description: 'let a phone in quarantine back into runs, and forget its losses',
        load: async () => (await import('./devices/command-release.ts')).releaseCommand(),
      },
      {
        name: 'pin',
        description: 'keep the iOS that phones have now: another one is told before each run',
        load: async () => (await import('./devices/command-pin.ts')).pinCommand(),
      },
    ],
  },
  {
    name: 'conformance',
    description:
      'say whether an agent keeps to the bench protocol, rule by rule: a folder, a phone, or a program',
    group: 'Lab:',
    load: async () => (await import('./command-conformance.ts')).conformanceCommand(),
  },
  {
    name: 'init',
    description: 'find the phones of this host and write them into devices.json; what stands there stays',
    group: 'Lab:',
    load: async () => (await import('./command-init.ts')).initCommand(),
  },
  {
    name: 'config',
    description:
      'print what every option is and where it comes from: variable, heatsoak.config.json, default',
    group: 'Lab:',
    load: async () => (await import('./command-config.ts')).configCommand(),
  },
  {
    name: 'tunnel',
    description: 'start the tunnel that leads to the phones, or say how, and which phones have none',
    group: 'Lab:',
    load: async () => (await import('./command-tunnel.ts')).tunnelCommand(),
  },
  {
    name: 'doctor',
    description: 'examine this host and its phones: what holds, what does not, and the command that mends it',
    group: 'Lab:',
    load: async () => (await import('./command-doctor.ts')).doctorCommand(),
  },
  {
    name: 'smoke',
    description: 'try everything once on one phone, and record what it answers for a bug report',
    group: 'Lab:',
    load: async () => (await import('./command-smoke.ts')).smokeCommand(),
  },
  {
    name: 'calibrate',
    description: 'learn the noise of phones, and how near this host is to llama-bench',
    group: 'Lab:',
    load: async () => (await import('./command-calibrate.ts')).calibrateCommand(),
    commands: [
      {
        name: 'device',
        description:
          'A/A: one build against itself on each phone, to learn its noise and the blocks it asks for',
        load: async () => (await import('./calibrate/command-device.ts')).calibrateDeviceCommand(),
      },
      {
        name: 'reference',
        description:
          'compare the reference with llama-bench, built here against the same libraries, turn by turn',
        load: async () => (await import('./calibrate/command-reference.ts')).calibrateReferenceCommand(),
      },
    ],
  },
  {
    name: 'reference',
    description: 'measure a model on this host with the same agent, in the words of llama-bench',
    group: 'Lab:',
    load: async () => (await import('./command-reference.ts')).referenceCommand(),
  },
  ...labCommands,
];
