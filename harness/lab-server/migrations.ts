import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Database } from './database.ts';

/** One step of the lab's schema; a step that was released is never edited. */
export interface Migration {
  readonly name: string;
  readonly sha256: string;
  readonly sql: string;
}

const folder = new URL('./schema/', import.meta.url);

/** All steps that this Heatsoak knows, in order. */
export async function knownMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8');
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** Any number; every Heatsoak that sets up this database asks for the same lock. */
const LOCK = 4_729_015;

/**
 * Brings the schema `heatsoak` to the newest version: all steps that are missing, or none of them. Two that begin together
 * wait for one another.
 * @param known default: the steps of this Heatsoak
 * @returns names of the steps that were applied
 * @throws HeatsoakError `LAB_SCHEMA_CHANGED`, `LAB_NEWER`
 */
export async function migrate(database: Database, known?: readonly Migration[]): Promise<string[]> {
  const all = known ?? (await knownMigrations());
  return database.transaction(async (inside) => {
    await inside.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await inside.query('create schema if not exists heatsoak');
    await inside.query(
      'create table if not exists heatsoak.migration (name text primary key, sha256 text not null, at timestamptz not null default now())',
    );
    const missing = missingSteps(all, await appliedSteps(inside));
    for (const { name, sha256, sql } of missing) {
      await inside.query(sql);
      await inside.query('insert into heatsoak.migration (name, sha256) values ($1, $2)', [name, sha256]);
    }
    return missing.map(({ name }) => name);
  });
}

interface AppliedStep {
  readonly name: string;
  readonly sha256: string;
}

const appliedSteps = (database: Database): Promise<AppliedStep[]> =>
  database.query<{ name: string; sha256: string }>(
    'select name, sha256 from heatsoak.migration order by name',
  );

/**
 * The steps that a database lacks.
 * @throws HeatsoakError `LAB_NEWER` when it has one that is unknown here, `LAB_SCHEMA_CHANGED` when one is another than here
 */
function missingSteps(known: readonly Migration[], applied: readonly AppliedStep[]): Migration[] {
  const unknown = applied.find(({ name }) => !known.some((each) => each.name === name));
  if (unknown)
    throw new HeatsoakError('LAB_NEWER', `the lab has the step ${unknown.name}, which is unknown here`, {
      hint: 'npm install heatsoak@latest',
    });
  const changed = known.find((each) =>
    applied.some(({ name, sha256 }) => name === each.name && sha256 !== each.sha256),
  );
  if (changed)
    throw new HeatsoakError('LAB_SCHEMA_CHANGED', `the lab was set up by another step ${changed.name}`);
  return known.filter(({ name }) => !applied.some((each) => each.name === name));
}
