/** One line of `npm run bench:models`; its goal is met by a value that is not above it. */
export interface ModelRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: number;
}

export const MIB = 2 ** 20;
