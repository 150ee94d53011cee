/** Newest generation of the list below: later ones have names that nobody knew when it was written. */
const NEWEST_GENERATION = 18;

/**
 * Model identifiers of the iPhones from the 12 to the 17, by their generation: how many variants it has, counted from 1. From
 * Apple's device database in Xcode, which calls an iPhone 15 `iPhone15,4`.
 */
const variantsOf: Readonly<Record<number, number>> = {
  13: 4,
  14: 8,
  15: 5,
  16: 2,
  17: 5,
  [NEWEST_GENERATION]: 4,
};

/** The identifiers, such as `iPhone15,4`. */
export const iphoneModels: readonly string[] = Object.entries(variantsOf).flatMap(([generation, variants]) =>
  Array.from({ length: variants }, (_, i) => `iPhone${generation},${i + 1}`),
);

/** Whether a phone may have this identifier: one that is known, or one of a later generation. */
export function isIphoneModel(model: string): boolean {
  const generation = /^iPhone(\d+),[1-9]\d?$/.exec(model)?.[1];
  return iphoneModels.includes(model) || Number(generation ?? 0) > NEWEST_GENERATION;
}
