/** Two readings of a running app are added, and the app allocates between them. A stripped entitlement takes a quarter or more. */
const TOLERANCE = 0.01;
/** Memory is counted in pages. */
const PAGE_BYTES = 16 * 1024;

/** Whether the limit that a phone gives an app is the expected one, bytes. */
export const isSameMemoryLimit = (found: number, expected: number): boolean =>
  Math.abs(found - expected) <= Math.max(PAGE_BYTES, expected * TOLERANCE);
