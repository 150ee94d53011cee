import { openSync, writeSync } from 'node:fs';
import { type FuzzFinding, type FuzzRange, fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

/** What a process is given as its only argument: which target, which inputs, and the file that names the one it is at. */
export interface FuzzWork extends FuzzRange {
  readonly target: string;
  readonly at: string;
}

/** What it sends when it has read them all. */
export interface FuzzResult {
  readonly findings: readonly FuzzFinding[];
  /** The most that the process held. */
  readonly mostBytes: number;
}

const work = JSON.parse(process.argv[2] ?? '') as FuzzWork;
const target = targets.find(({ name }) => name === work.target);
if (!target) throw new Error(`no target ${work.target}`);
const at = openSync(work.at, 'w');
// A reader that never ends cannot say which input it is at: it stands in the file before.
const findings = await fuzz(target, work, (input) => void writeSync(at, String(input).padEnd(12), 0));
process.send?.({ findings, mostBytes: process.resourceUsage().maxRSS * 1024 } satisfies FuzzResult);
process.disconnect();
