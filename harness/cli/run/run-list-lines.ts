import { buildWords } from '../../experiment/build-identity.ts';
import type { ListedRun, RunsDocument } from '../../history/listed-run.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** The list for a person: a row a run, the newest first. */
export function sayRuns(terminal: Terminal, { root, all, runs, skipped }: RunsDocument): void {
  if (runs.length > 0)
    terminal.table([['run', 'verdict', 'candidate', 'against', 'phones', 'note'], ...runs.map(row)]);
  else if (all > 0) terminal.say(`none of the ${all} runs in ${root} is like that`);
  else terminal.say(`no run in ${root} yet; next: heatsoak demo`);
  for (const { folder, reason } of skipped) terminal.note(`not read ${folder}: ${reason}`);
}

function row(run: ListedRun): string[] {
  const side = (role: string): string => {
    const build = run.builds.find((each) => each.role === role);
    return build ? buildWords(build) : '–';
  };
  const tags = [...(run.virtual ? ['virtual'] : []), ...(run.kind === 'ab' ? [] : [run.kind])];
  return [
    ...[run.run, run.verdict, side('candidate'), side('baseline')],
    run.devices.map(({ id }) => id).join(', '),
    tags.join(', '),
  ];
}
