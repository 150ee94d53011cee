import { derive } from '../app/derive.ts';
import { writeResult } from '../publish/result-json.ts';
import { runCoordinator } from './coordinator.ts';
import { openDatabase } from './database.ts';
import { openCoordinatorQueue } from './queue.ts';

/** A coordinator as a process of its own, so that it can be killed. */
export interface CoordinatorProcess {
  readonly url: string;
  readonly runs: string;
  readonly tickSeconds: number;
  readonly giveUpSeconds: number;
  /** Of every run, where none was measured that could be judged; absent: what each is judged. */
  readonly verdict?: string;
}

const { url, verdict, ...asked } = JSON.parse(process.argv[2] ?? '') as CoordinatorProcess;
const database = await openDatabase({ url });
await runCoordinator({
  ...asked,
  database,
  queue: await openCoordinatorQueue(database, { heartbeatSeconds: 10 }),
  async judge(folder) {
    if (verdict !== undefined) return verdict;
    const derived = await derive(folder);
    await writeResult(derived, folder);
    return derived.verdict.verdict;
  },
  signal: new AbortController().signal,
  say: (message) => process.stdout.write(`${message}\n`),
  heartbeatSeconds: 10,
});
