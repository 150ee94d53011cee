import type { Derived } from '../judge/derive.ts';

/** One format that a run is published in. */
export interface Publisher {
  readonly name: string;
  /** Writes its file into the folder; returns the path. Equal runs give equal bytes. */
  publish(derived: Derived, folder: string): Promise<string>;
}
