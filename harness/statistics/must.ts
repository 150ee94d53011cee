/**
 * A value that cannot be missing if the code around it is right. In a program that measures, a wrong number is worse than a
 * crash: a missing value never becomes 0 or 1.
 * @param what names the value in the error's message
 */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`${what} is missing`);
  return value;
}
