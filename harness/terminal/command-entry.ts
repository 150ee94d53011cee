import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** The headings under which `heatsoak --help` lists its commands. */
export type CommandGroup = 'Measure:' | 'See results:' | 'Models:' | 'Lab:' | 'Lab of many hosts:';

/** A command as the program knows it before its code is loaded. */
export interface CommandEntry {
  readonly name: string;
  readonly description: string;
  readonly group?: CommandGroup;
  /** Loads the command, and with it what it works with. */
  readonly load: () => Promise<CommandUnknownOpts>;
  /** Commands below it. */
  readonly commands?: readonly CommandEntry[];
}
