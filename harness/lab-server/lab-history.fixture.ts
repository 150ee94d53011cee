import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LabUnderWay } from './lab-under-way.fixture.ts';

interface ClaimRow {
  readonly run: string;
  readonly slot: string;
  readonly attempt: number;
  readonly phone: string;
  readonly claimed: number;
  readonly ended: number;
}

/**
 * What is wrong with the history of a lab, as sentences. It reads the claims, the shipped logs, the journals of the archived
 * runs and what the phones themselves wrote down; it shares no rule with the code that it checks.
 */
export async function checkLab(lab: Pick<LabUnderWay, 'owner' | 'root'>): Promise<string[]> {
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
  const scored = await Promise.all(
    runs.filter((name) => !name.startsWith('.')).map((run) => scoredTwice(join(lab.root, 'runs', run))),
  );
  return [...atOnce(claims), ...gaps(claims), ...scored.flat(), ...(await lost(lab, runs))];
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

/** Each launch ends as finished once in the journal that counts, and its events have no gap. */
async function scoredTwice(folder: string): Promise<string[]> {
  const names = (await readdir(join(folder, 'events'))).filter((name) => name.endsWith('.jsonl'));
  const found = await Promise.all(
    names.map(async (name) => {
      const lines = (await readFile(join(folder, 'events', name), 'utf8')).trim().split('\n');
      const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      const finished = events.flatMap(({ type, outcome, launch, message }) =>
        type === 'harness.launch' && outcome === 'finished' && message === null ? [String(launch)] : [],
      );
      const twice = finished.filter((launch, i) => finished.indexOf(launch) !== i);
      const gap = events.findIndex(({ seq }, i) => seq !== i);
      return [
        ...twice.map((launch) => `${folder}/${name} scores ${launch} twice`),
        ...(gap < 0 ? [] : [`${folder}/${name} has a gap at ${gap}`]),
      ];
    }),
  );
  return found.flat();
}

/** Whatever a host shipped lies in the archived run: scored, or beside it. */
async function lost(
  { owner, root }: Pick<LabUnderWay, 'owner' | 'root'>,
  runs: readonly string[],
): Promise<string[]> {
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
