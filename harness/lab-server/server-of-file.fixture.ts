import { afterAll, beforeAll } from 'vitest';
import { startPostgres, type TestPostgres } from './postgres.fixture.ts';

/**
 * A PostgreSQL server that runs from the first test of a file to the last.
 * @param lacks why there is none here; null where there is
 * @returns the server, once a `beforeAll` that was declared later runs
 */
export function serverOfFile(lacks: string | null): () => TestPostgres {
  let server: TestPostgres | undefined;
  if (lacks === null) {
    beforeAll(async () => {
      server = await startPostgres();
      server.start();
    });
    afterAll(() => server?.stop());
  }
  return () => {
    if (server === undefined) throw new Error(lacks ?? 'the server is there once the first test begins');
    return server;
  };
}
