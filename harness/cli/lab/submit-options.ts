import type { Command } from '@commander-js/extra-typings';
import { collect, wholeNumber } from '../../terminal/option-values.ts';
import { runOptions } from '../run/run-options.ts';
import { labOptions } from './lab-options.ts';

/** The options of what is measured on a lab's phones: those of `run`, the lab, and where its files go. */
export const submitOptions = (command: Command) =>
  labOptions(runOptions(command))
    .requiredOption(
      '--artefacts <place>',
      'folder or https:// address where hosts find apps and models by hash',
    )
    .option('--pool <model=places>', 'any phones of a model, such as iPhone15,4=2; repeatable', collect)
    .option(
      '--deadline <hours>',
      'judged then by what there is (default: when all has ended; of a schedule: 23 hours)',
      wholeNumber(1),
    );
