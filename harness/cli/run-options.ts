import { type Command, InvalidArgumentError } from '@commander-js/extra-typings';

/** For an option that may be repeated. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** A whole number of at least `least`, or a usage error. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`a whole number of at least ${least}`);
    return value;
  };

/** The options that `run` and `plan` share. */
export const runOptions = (command: Command) =>
  command
    .requiredOption('--suite <name>', 'suite to run; repeat for several', collect)
    .requiredOption('--candidate <build.json>', 'the build that wants to ship')
    .option('--baseline <build.json>', 'the build it is compared with')
    .option('--device <id>', 'phone of devices.json; repeat for several (default: all)', collect)
    .option('--devices <file>', 'the lab (default: devices.json here, else the virtual lab)')
    .option('--blocks <n>', 'ABBA blocks per phone', wholeNumber(1), 4)
    .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 1)
    .option('--no-reference', 'leave out the reference run on this host');
