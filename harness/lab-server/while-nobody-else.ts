import type { Database } from './database.ts';

/**
 * Works on a run's folder while no other coordinator does, in one transaction.
 * @returns null where another one is at it, or what the work returned
 */
export const whileNobodyElse = <T>(
  database: Database,
  run: string,
  work: (inside: Database) => Promise<T | null>,
): Promise<T | null> =>
  database.transaction(async (inside) => {
    const [lock] = await inside.query<{ held: boolean }>(
      'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as held',
      [`heatsoak judge ${run}`],
    );
    return lock?.held ? work(inside) : null;
  });
