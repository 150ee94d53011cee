import { readFile } from 'node:fs/promises';
import type { Pool, PoolClient, PoolConfig, QueryResult, QueryResultRow } from 'pg';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { loadPostgres } from './drivers.ts';

/** Where the lab's database is, and who asks. */
export interface DatabaseAddress {
  /** `postgres://role@host:port/database`. */
  readonly url: string;
  /** Folder of `ca.crt`, and of `client.crt` and `client.key` as `heatsoak lab invite` makes them; absent: no TLS of our own. */
  readonly certificates?: string | undefined;
}

/** The lab's database. Every statement has its parameters apart from its text, and a limit in time. */
export interface Database {
  query<R extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** All of `work`, or nothing of it. */
  transaction<T>(work: (inside: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Connecting, and waiting for a free connection. */
const CONNECT_LIMIT_MS = 10_000;
/** No statement of ours takes a second on a healthy database: the limit frees whoever waits for one that is not. */
const STATEMENT_LIMIT_MS = 30_000;

/**
 * Opens the lab's database; connections are made when they are needed, and made again after a cut.
 * @throws HeatsoakError `LAB_DRIVER_MISSING`, `LAB_UNREACHABLE`
 */
export async function openDatabase(address: DatabaseAddress, connections = 4): Promise<Database> {
  const { Pool } = await loadPostgres();
  const pool = new Pool({ ...(await configOf(address)), max: connections });
  // An idle connection that the server closes is no event: the pool opens another.
  pool.on('error', () => undefined);
  const database = overPool(pool);
  try {
    await database.query('select 1');
    return database;
  } catch (error) {
    await pool.end().catch(() => undefined);
    throw error;
  }
}

async function configOf({ url, certificates }: DatabaseAddress): Promise<PoolConfig> {
  const limits = {
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    statement_timeout: STATEMENT_LIMIT_MS,
    query_timeout: STATEMENT_LIMIT_MS,
    keepAlive: true,
    application_name: 'heatsoak',
  };
  if (certificates === undefined) return { connectionString: url, ...limits };
  const [ca, cert, key] = await Promise.all(
    ['ca.crt', 'client.crt', 'client.key'].map((name) => certificateIn(certificates, name)),
  );
  return { connectionString: url, ssl: { ca, cert, key, minVersion: 'TLSv1.3' }, ...limits };
}

const certificateIn = (folder: string, name: string): Promise<string> =>
  readFile(`${folder}/${name}`, 'utf8').catch((cause: unknown) => {
    throw new HeatsoakError('LAB_UNREACHABLE', `cannot read ${folder}/${name}: ${messageOf(cause)}`, {
      where: folder,
      hint: 'heatsoak lab invite makes the files of a host or a team',
      cause,
    });
  });

/** Several statements in one text, which only a text without parameters can have, answer as a list. */
const rowsOf = (answer: QueryResult | readonly QueryResult[]): never =>
  [answer].flat().flatMap(({ rows }) => rows) as never;

function overPool(pool: Pool): Database {
  return {
    query: (text, values = []) => pool.query(text, [...values]).then(rowsOf, refuse),
    async transaction(work) {
      const client = await pool.connect().catch(refuse);
      // A connection that is cut while it is held says so twice: to whoever waits, and as an event.
      const ignore = (): void => undefined;
      client.on('error', ignore);
      try {
        return await withinTransaction(client, work);
      } finally {
        client.off('error', ignore);
      }
    },
    close: () => pool.end(),
  };
}

async function withinTransaction<T>(client: PoolClient, work: (inside: Database) => Promise<T>): Promise<T> {
  const query: Database['query'] = (text, values = []) =>
    client.query(text, [...values]).then(rowsOf, refuse);
  const inside: Database = { query, transaction: (more) => more(inside), close: async () => undefined };
  try {
    await query('begin');
    const value = await work(inside);
    await query('commit');
    client.release();
    return value;
  } catch (error) {
    const isBroken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    client.release(isBroken);
    throw error;
  }
}

/** What PostgreSQL answers when somebody may not do something. */
const REFUSED = '42501';
/** Classes of errors of a database that is gone, starts, stops, or lets nobody in: 08 connection, 28 authorisation, 57P operator. */
const AWAY = /^(08|28|57P|53300)|^(ECONN|ENOTFOUND|ETIMEDOUT|EHOST|EPIPE|EAI_)/;

/** @throws HeatsoakError `LAB_REFUSED`, `LAB_UNREACHABLE`, or what it was */
function refuse(cause: unknown): never {
  const { code } = cause as { readonly code?: unknown };
  const name = typeof code === 'string' ? code : '';
  if (name === REFUSED)
    throw new HeatsoakError('LAB_REFUSED', `the lab refuses it: ${messageOf(cause)}`, { cause });
  if (AWAY.test(name) || /terminated|timeout|certificate|SSL|socket/i.test(messageOf(cause)))
    throw new HeatsoakError('LAB_UNREACHABLE', `the lab's database does not answer: ${messageOf(cause)}`, {
      hint: 'check --database, the certificates, and that PostgreSQL runs',
      cause,
    });
  throw cause;
}
