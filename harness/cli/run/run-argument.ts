import { LATEST } from '../../store/find-run.ts';

/** Of every command that takes a run, in the words of `findRun`. */
export const namesOfRun = `folder or id of a run, how its id begins or ends, or ${LATEST}`;

/** Where a run is looked for that is named by its id. */
export const runsOption = ['--runs <dir>', 'folder of the run folders', 'runs'] as const;
