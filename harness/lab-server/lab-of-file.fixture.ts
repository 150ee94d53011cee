import { afterAll, beforeAll, test } from 'vitest';
import { postgresLacks, type TestPostgres } from './postgres.fixture.ts';
import { serverOfFile } from './server-of-file.fixture.ts';

/** One lab on a server of its own, for all tests of a file. */
export interface LabOfFile<Lab> {
  /** Why its tests are skipped; null where they run. */
  readonly lacks: string | null;
  /** Skipped, with the reason in its name, where there is no lab. */
  readonly withLab: (name: string, check: () => Promise<void>) => void;
  /** There from a `beforeAll` on that was declared later. */
  lab(): Lab;
  server(): TestPostgres;
}

/**
 * @param setUp makes the lab: `setUpTestLab`, or `labUnderWay` where something is measured in it
 * @param lacks why it cannot be tried here, where more than PostgreSQL is needed
 */
export function labOfFile<Lab extends { close(): Promise<void> }>(
  setUp: (server: TestPostgres) => Promise<Lab>,
  lacks: string | null = postgresLacks(),
): LabOfFile<Lab> {
  const server = serverOfFile(lacks);
  let lab: Lab | undefined;
  if (lacks === null) {
    beforeAll(async () => {
      lab = await setUp(server());
    });
    afterAll(() => lab?.close());
  }
  return {
    lacks,
    withLab: (name, check) =>
      test.skipIf(lacks !== null)(lacks === null ? name : `${name} (${lacks})`, check),
    lab() {
      if (lab === undefined) throw new Error(lacks ?? 'the lab is there once the first test begins');
      return lab;
    },
    server,
  };
}
