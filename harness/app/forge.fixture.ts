import { expect } from 'vitest';
import type { Manifest, PlannedLaunch } from '../experiment/manifest.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { type Derived, deriveLogs } from '../judge/derive.ts';
import { readLog } from '../protocol/read-log.ts';
import { type SimulatedRun, simulatedLogs } from './simulated-run.fixture.ts';

/** A run folder's files in the hands of somebody who changes them. */
export interface Forged {
  manifest: Manifest;
  /** By device. */
  readonly journals: Map<string, string>;
  /** By `device/launch`. */
  readonly logs: Map<string, string>;
}

/** A line of a log; of these its fields any may be changed. */
export type Line = { type: string; seq: number; t: number } & Record<string, unknown>;

/** Changes one line: another one, several, or none. */
export type LineEdit = (line: Line) => Line | readonly Line[] | null;

/** What was done to a run, and the doubt by whose name it is found. */
export type ForgedRow = [what: string, forge: (run: Forged) => void, code: string];

export const passing: SimulatedRun = { speeds: { baseline: 20, candidate: 20 }, blocks: 6 };

/** What is derived from a run that would pass, had nobody changed it. */
export function deriveForged(forge: (run: Forged) => void, options: SimulatedRun = passing): Derived {
  const { manifest, harness, launches } = simulatedLogs(options);
  const run: Forged = { manifest, journals: new Map(harness), logs: new Map(launches) };
  forge(run);
  return deriveLogs({
    manifest: run.manifest,
    harness: new Map([...run.journals].map(([device, text]) => [device, readJournal(text)])),
    launches: new Map([...run.logs].map(([key, text]) => [key, readLog(text)])),
  });
}

/** No forgery may pass, and what it was found by is typed. */
export function expectFound({ measurement, verdict }: Derived, code: string): void {
  expect(measurement.caveats.map((caveat) => caveat.code)).toContain(code);
  expect(verdict.verdict).not.toBe('GO');
}

export const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

const textOf = (lines: readonly Line[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** As careful as a forger can be: the lines are numbered anew, and the last one counts them. */
export function rewritten(text: string, edit: LineEdit): string {
  const lines = linesOf(text).flatMap((line) => edit(line) ?? []);
  return textOf(
    lines.map((line, seq) => ({
      ...line,
      seq,
      ...(line.type === 'agent.finished' ? { events: seq + 1 } : {}),
    })),
  );
}

/** Lines changed or lost without a second look. */
export const damaged = (text: string, edit: LineEdit): string =>
  textOf(linesOf(text).flatMap((line) => edit(line) ?? []));

export const launchesOf = ({ manifest }: Forged, role: PlannedLaunch['role']): string[] =>
  manifest.sessions.flatMap(({ device, launches }) =>
    launches.filter((launch) => launch.role === role).map(({ id }) => `${device.id}/${id}`),
  );

/** Changes the logs of all launches of one build, each as a whole. */
const logsOf =
  (role: PlannedLaunch['role']) =>
  (change: (text: string, key: string) => string) =>
  (run: Forged): void => {
    for (const key of launchesOf(run, role)) run.logs.set(key, change(run.logs.get(key) ?? '', key));
  };

export const candidateLogs = logsOf('candidate');

/** Changes every line of a build's logs that has this type, carefully. */
const linesIn =
  (logs: typeof candidateLogs) =>
  (type: string, edit: LineEdit): ((run: Forged) => void) =>
    logs((text) => rewritten(text, (line) => (line.type === type ? edit(line) : line)));

export const candidateLines = linesIn(candidateLogs);
export const baselineLines = linesIn(logsOf('baseline'));

/** The line with another value of one field. */
export const field =
  (name: string, value: unknown): LineEdit =>
  (line) => ({ ...line, [name]: value });

/** Changes what the candidate's agent says of its app or of its phone. */
export const inAgent = (part: 'build' | 'device', change: object) =>
  candidateLines('agent.started', (line) => ({ ...line, [part]: { ...(line[part] as object), ...change } }));

/** Changes the journals, each as a whole. */
export const journals =
  (change: (text: string) => string) =>
  (run: Forged): void => {
    for (const [device, text] of run.journals) run.journals.set(device, change(text));
  };

/**
 * A log whose tokens take other times, with everything that follows moved along: what it says is consistent. The times of a
 * trial are changed by `retime`, which gets them and says how long the trial shall seem.
 */
export function retimed(text: string, retime: (deltasUs: readonly number[], line: Line) => number[]): string {
  let movedUs = 0;
  return rewritten(text, (line) => {
    if (line.type !== 'tokens') return { ...line, t: line.t + movedUs };
    const before = line['deltasUs'] as number[];
    const deltasUs = retime(before, line);
    const moved = { ...line, t: line.t + movedUs, t0: Number(line['t0']) + movedUs, deltasUs };
    movedUs += sum(deltasUs) - sum(before);
    return moved;
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);
