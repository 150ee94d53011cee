import { join } from 'node:path';
import { writeWhole } from '../files/write-whole.ts';
import type { Derived } from '../judge/derive.ts';

/** A run that is to be published. */
export interface Publication {
  readonly derived: Derived;
  /** Where its files are written; the folder exists. */
  readonly folder: string;
  /** What the command ends with, as far as the verdict goes. */
  readonly exitCode: number;
}

/** What a publisher may use of the world besides the folder. */
export interface Outlet {
  /** Environment variables: how a CI says what it is and what it wants. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes one line where the CI that runs us reads commands. */
  command(line: string): void;
}

/** One format that a run is published in. */
export interface Publisher {
  readonly name: string;
  /**
   * Publishes the run. Equal runs give equal bytes.
   * @returns the paths of the files that it wrote
   * @throws HeatsoakError where it could not: the run itself is not touched by that
   */
  publish(publication: Publication, outlet: Outlet): Promise<readonly string[]>;
}

/** A publisher that leaves one file, whose text is a pure function of the run. */
export const filePublisher = (
  name: string,
  file: string,
  textOf: (publication: Publication) => string,
): Publisher => ({
  name,
  async publish(publication) {
    const path = join(publication.folder, file);
    await writeWhole(path, textOf(publication));
    return [path];
  },
});
