import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LabUnderWay } from './lab-under-way.fixture.ts';
import { commandsOf } from './simulated-lab.fixture.ts';

interface ClaimRow {
  readonly run: string;
  readonly slot: string;
  readonly attempt: number;
  readonly phone: string;
  readonly claimed: number;
  readonly ended: number;
}

type CheckedLab = Pick<LabUnderWay, 'owner' | 'root' | 'phones'>;

/**
 * What is wrong with the history of a lab, as sentences. It reads the claims, the shipped logs, the journals of the archived
 * runs and what the phones themselves wrote down; it shares no rule with the code that it checks.
 */
export async function checkLab(lab: CheckedLab): Promise<string[]> {
  const claims = await lab.owner.query<{
    run: string;
    slot: string;
    attempt: number;
    phone: string;
    claimed: number;
    ended: number;
  }>(
    `select run, slot, attempt, phone, extract(epoch from claimed_at)::float8 as claimed,
       extract(epoch from coalesce(ended_at, 'infinity'))::float8 as ended from heatsoak.attempt order by claimed_at`,
  );
  const runs = await readdir(join(lab.root, 'runs')).catch(() => []);
  const archived = runs.filter((name) => !name.startsWith('.'));
  const scored = await Promise.all(archived.map((run) => scoredTwice(join(lab.root, 'runs', run))));
  const disturbed = await Promise.all(archived.map((run) => disturbedIn(lab, run)));
  return [
    ...atOnce(claims),
    ...gaps(claims),
    ...scored.flat(),
    ...disturbed.flat(),
    ...(await lost(lab, archived)),
  ];
}

/** A phone has one claim at a time. */
function atOnce(claims: readonly ClaimRow[]): string[] {
  return claims.flatMap((a, i) =>
    claims
      .slice(i + 1)
      .filter((b) => a.phone === b.phone && a.claimed < b.ended && b.claimed < a.ended)
      .map((b) => `${a.phone} had ${a.run}/${a.slot} and ${b.run}/${b.slot} at once`),
  );
}

/** Attempts of a session count from 1, one by one. */
function gaps(claims: readonly ClaimRow[]): string[] {
  const counts = new Map<string, number[]>();
  for (const { run, slot, attempt } of claims)
    counts.set(`${run}/${slot}`, [...(counts.get(`${run}/${slot}`) ?? []), attempt]);
  return [...counts].flatMap(([name, attempts]) =>
    attempts.every((attempt, i) => attempt === i + 1)
      ? []
      : [`${name} has the attempts ${attempts.join(', ')}`],
  );
}

/** What is scored ran on its phone from its beginning to its end, and nobody spoke to the phone meanwhile. */
async function disturbedIn({ root, phones }: CheckedLab, run: string): Promise<string[]> {
  const journals = await journalsIn(join(root, 'runs', run));
  const found = await Promise.all(
    journals.map(async ({ device, events }) => {
      const commands = await commandsOf(phones, device);
      return finishedIn(events).flatMap((id) => {
        const begun = commands.findLast(({ launch }) => launch?.run === run && launch.id === id);
        if (!begun) return [`${run} scores ${id}, which ${device} never began`];
        const other = commands.find(({ at }) => at > begun.at && at < begun.at + phones.launchMs);
        return other ? [`${run}: ${other.command} reached ${device} in the middle of ${id}`] : [];
      });
    }),
  );
  return found.flat();
}

/** Each launch ends as finished once in the journal that counts, and its events have no gap. */
async function scoredTwice(folder: string): Promise<string[]> {
  return (await journalsIn(folder)).flatMap(({ device, events }) => {
    const finished = finishedIn(events);
    const twice = finished.filter((launch, i) => finished.indexOf(launch) !== i);
    const gap = events.findIndex(({ seq }, i) => seq !== i);
    return [
      ...twice.map((launch) => `${folder}/${device} scores ${launch} twice`),
      ...(gap < 0 ? [] : [`${folder}/${device} has a gap at ${gap}`]),
    ];
  });
}

type Events = readonly Readonly<Record<string, unknown>>[];

async function journalsIn(folder: string): Promise<{ readonly device: string; readonly events: Events }[]> {
  const names = (await readdir(join(folder, 'events'))).filter((name) => name.endsWith('.jsonl'));
  return Promise.all(
    names.map(async (name) => {
      const lines = (await readFile(join(folder, 'events', name), 'utf8')).split('\n').filter(isWhole);
      return {
        device: name.slice(0, -'.jsonl'.length),
        events: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
      };
    }),
  );
}

/** A worker that is killed may leave half a line; the missing number shows it. */
function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Launches that ended as finished, once for each time; what was given up afterwards does not count. */
function finishedIn(events: Events): string[] {
  let finished: string[] = [];
  for (const { type, outcome, launch, message } of events) {
    if (type !== 'harness.launch') continue;
    if (outcome === 'interrupted') finished = finished.filter((id) => id !== launch);
    if (outcome === 'finished' && message === null) finished.push(String(launch));
  }
  return finished;
}

/** Whatever a host shipped lies in the archived run: scored, or beside it. */
async function lost({ owner, root }: CheckedLab, runs: readonly string[]): Promise<string[]> {
  const logs = await owner.query<{ run: string; launch: string; attempt: number; bytes: Buffer }>(
    'select run, launch, attempt, bytes from heatsoak.log',
  );
  const problems: string[] = [];
  for (const { run, launch, attempt, bytes } of logs) {
    if (!runs.includes(run)) continue;
    const text = gunzipSync(bytes).toString('utf8');
    const kept = await textsBelow(join(root, 'runs', run));
    if (!kept.some((each) => each.includes(text) || each.includes(JSON.stringify(text).slice(1, -1))))
      problems.push(`${run} has lost ${launch} of attempt ${attempt}`);
  }
  return problems;
}

async function textsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
  );
}
