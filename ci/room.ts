/** A room of the house: what it holds, and what it may import besides itself. ARCHITECTURE.md shows this table. */
export interface Room {
  /** Folder, with `/` at its end. */
  readonly folder: string;
  /** One line for a newcomer. */
  readonly holds: string;
  readonly rooms: readonly string[];
  /** Packages, `node:` for built-ins, `*` for all. */
  readonly packages: readonly string[];
  /** No I/O, no clock, no randomness: time and seeds come in as values. */
  readonly pure?: true;
  /** Knows no process: no `process`, no `console`. What it needs of them comes in as options and ports. */
  readonly withoutProcess?: true;
}

/** Rooms of the harness by their names. */
export const inHarness = (...names: string[]): string[] => names.map((name) => `harness/${name}/`);
