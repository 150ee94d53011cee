import type { CommandEntry } from '../../terminal/command-entry.ts';

/** The commands below `heatsoak baseline`. */
export const baselineCommands: readonly CommandEntry[] = [
  {
    name: 'set',
    description: 'make what a run measured the baseline of its phones, and say why',
    load: async () => (await import('./command-set.ts')).setBaselineCommand(),
  },
  {
    name: 'show',
    description: 'print the baselines as they stand',
    load: async () => (await import('./command-show.ts')).showBaselineCommand(),
  },
  {
    name: 'history',
    description: 'print who made what a baseline, when and why',
    load: async () => (await import('./command-history.ts')).baselineHistoryCommand(),
  },
  {
    name: 'promote',
    description: 'make a build that passed the baseline; by default the newest that did',
    load: async () => (await import('./command-promote.ts')).promoteBaselineCommand(),
  },
];
