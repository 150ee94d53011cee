import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'vitest';
import type { Manifest } from '../experiment/manifest.ts';
import { type LabUnderWay, labUnderWay } from './lab-under-way.fixture.ts';
import { postgresLacks, type TestPostgres } from './postgres.fixture.ts';
import { serverOfFile } from './server-of-file.fixture.ts';
import { resultOfOneHost } from './simulated-lab.fixture.ts';

/** What tests of a lab begin with: a server for the file, and a lab in it for each test. */
export interface LabTests {
  /** Skipped, with the reason in its name, where there is no PostgreSQL. */
  readonly withDatabase: (
    name: string,
    check: (lab: LabUnderWay, server: TestPostgres) => Promise<void>,
  ) => void;
}

/** @param launchMs how long a launch of the simulated phones takes */
export function labTests(launchMs = 20): LabTests {
  const lacks = postgresLacks();
  const server = serverOfFile(lacks);
  let lab: LabUnderWay;
  if (lacks === null) {
    beforeEach(async () => {
      lab = await labUnderWay(server(), launchMs);
    });
    afterEach(() => lab.close());
  }
  return {
    withDatabase: (name, check) =>
      test.skipIf(lacks !== null)(lacks === null ? name : `${name} (${lacks})`, () => check(lab, server())),
  };
}

/** Result of the same run where one host has all phones. */
export const resultAlone = (lab: LabUnderWay, manifest: Manifest): Promise<string> =>
  resultOfOneHost(join(lab.root, 'single'), manifest, {
    launchMs: 1,
    folder: join(lab.root, 'single-phones'),
  });
