import type { Launch, LaunchTrial } from './launch.ts';
import { msOfToken } from './token-facts.ts';

const COLUMNS = 'device,launch,case,trial,token,id,text,seconds,ms';

/**
 * Every token of some launches as CSV: what is drawn is thinned, what is saved is not. An answer's first token has its time
 * since the prompt, each other one its time since the token before it; ids and texts that nobody knows are empty.
 */
export const tokensCsv = (launches: readonly Launch[]): string =>
  `${[COLUMNS, ...launches.flatMap(rowsOf)].join('\n')}\n`;

function rowsOf(launch: Launch): string[] {
  const { timeline, trials } = launch;
  return trials.flatMap((own, trial) => {
    const before = [timeline.device, timeline.launch, own.case].map(quoted).join(',');
    return Array.from({ length: own.entries }, (_, token) =>
      [before, trial, token, ...writtenBy(launch, own, token), ...timed(launch, trial, token)].join(','),
    );
  });
}

function writtenBy({ textOf }: Launch, { ids }: LaunchTrial, token: number): [id: string, text: string] {
  const id = ids?.[token];
  return id === undefined ? ['', ''] : [String(id), quoted(textOf(id) ?? '')];
}

function timed(launch: Launch, trial: number, token: number): [seconds: string, ms: string] {
  const index = (launch.starts[trial] ?? 0) + token;
  return [(launch.tokenSeconds[index] ?? 0).toFixed(6), msOfToken(launch, index).toFixed(3)];
}

const quoted = (text: string): string =>
  /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
