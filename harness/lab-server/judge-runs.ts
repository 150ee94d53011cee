import { messageOf } from '../errors/heatsoak-error.ts';
import type { Night } from '../history/night.ts';
import { archiveRun, closeRun } from './archive-run.ts';
import type { Database } from './database.ts';
import { keepNight } from './night-tables.ts';
import { inSpan } from './telemetry.ts';
import { whileNobodyElse } from './while-nobody-else.ts';

/** Derives a run folder and publishes it there. @returns the verdict */
export type JudgeFolder = (folder: string) => Promise<string>;

/** A run folder as the history sees it. */
export type NightOfFolder = (folder: string) => Promise<Night>;

interface JudgePorts {
  readonly database: Database;
  readonly runs: string;
  readonly judge: JudgeFolder;
  /** Absent: the history's tables are not filled. */
  readonly nightOf?: NightOfFolder | undefined;
  readonly say: (message: string) => void;
}

/** The history is derived: what cannot be put into its tables keeps no verdict back, and can be put in later. */
async function keptInHistory(ports: JudgePorts, run: string, folder: string): Promise<void> {
  if (!ports.nightOf) return;
  try {
    await keepNight(ports.database, await ports.nightOf(folder));
  } catch (error) {
    ports.say(`${run} is not in the lab's history: ${messageOf(error)}`);
  }
}

/** Archives and judges every run that has ended. Killed at any moment, it is done again, and comes to the same bytes. */
export async function judgeEnded(ports: JudgePorts): Promise<void> {
  const ended = await ports.database.query<{ run: string }>(
    `select run from heatsoak.run r where judged_at is null
     and not exists (select 1 from heatsoak.session s where s.run = r.run and s.state in ('waiting', 'active'))
     order by created_at`,
  );
  for (const { run } of ended) {
    // One that cannot be judged keeps no other from its verdict.
    await judgeOne(ports, run).catch((error: unknown) => ports.say(`${run}: ${messageOf(error)}`));
  }
}

async function judgeOne(ports: JudgePorts, run: string): Promise<void> {
  const { database, say } = ports;
  await closeRun(database, run);
  const judged = await whileNobodyElse(database, run, async (inside) => {
    const open = await inside.query('select 1 from heatsoak.run where run = $1 and judged_at is null', [run]);
    if (open.length === 0) return null;
    const { folder, verdict } = await inSpan('heatsoak.judge', { 'heatsoak.run': run }, async (note) => {
      const archived = await archiveRun(inside, run, ports.runs);
      const word = await ports.judge(archived);
      note({ 'heatsoak.verdict': word });
      return { folder: archived, verdict: word };
    });
    await inside.query(
      `update heatsoak.run set verdict = $2, judged_at = now(),
         state = case when state = 'open' then 'judged' else state end where run = $1`,
      [run, verdict],
    );
    say(`${run}: ${verdict}, ${folder}`);
    return folder;
  });
  if (judged !== null) await keptInHistory(ports, run, judged);
}
