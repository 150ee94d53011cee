import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import { makeFolder } from '../../files/make-folder.ts';

const PACKAGE = '@duckdb/node-api';
/** The version that was tried; it stands in package.json as an optional peer, too. */
export const DUCKDB_VERSION = '1.5.6-r.1';
const INSTALL_LIMIT_MS = 300_000;

/** What we use of DuckDB. */
export interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<Result>;
  closeSync(): void;
}

export interface Result {
  columnNames(): string[];
  columnTypes(): { toString(): string }[];
  getRowsJson(): unknown[][];
}

interface DuckDb {
  readonly DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Connection> }> };
}

/** Where `heatsoak query --install` puts the package. */
const homeIn = (cache: string): string => join(cache, 'duckdb');

/**
 * DuckDB in memory, from the project here, from beside Heatsoak, or from this user's cache. It is no part of Heatsoak's own install.
 * @param cache this user's cache folder
 * @throws HeatsoakError `QUERY_ENGINE_MISSING`
 */
export async function openDuckDb(cache: string): Promise<Connection> {
  const places = [resolve('package.json'), import.meta.url, join(homeIn(cache), 'package.json')];
  const found = places.map(entryFrom).find((path) => path !== null);
  if (!found) {
    throw new HeatsoakError('QUERY_ENGINE_MISSING', 'heatsoak query needs DuckDB, which is not installed', {
      hint: `npm install ${PACKAGE}@${DUCKDB_VERSION}, or heatsoak query --install (70 MB in ${homeIn(cache)})`,
    });
  }
  const { DuckDBInstance } = (await import(pathToFileURL(found).href)) as DuckDb;
  const instance = await DuckDBInstance.create(':memory:');
  return instance.connect();
}

function entryFrom(place: string): string | null {
  try {
    return createRequire(place).resolve(PACKAGE);
  } catch {
    return null;
  }
}

/**
 * Installs the package into this user's cache.
 * @returns its folder
 * @throws HeatsoakError `QUERY_ENGINE_MISSING` where npm cannot
 */
export async function installDuckDb(cache: string): Promise<string> {
  const home = homeIn(cache);
  await makeFolder(home);
  const args = ['install', '--prefix', home, '--no-audit', '--no-fund', `${PACKAGE}@${DUCKDB_VERSION}`];
  await promisify(execFile)('npm', args, { timeout: INSTALL_LIMIT_MS }).catch((cause: unknown) => {
    throw new HeatsoakError(
      'QUERY_ENGINE_MISSING',
      `DuckDB cannot be installed: ${messageOf(cause).trimEnd().split('\n').at(-1)}`,
      {
        where: home,
        hint: `try it by hand: npm ${args.join(' ')}`,
        cause,
      },
    );
  });
  return home;
}
