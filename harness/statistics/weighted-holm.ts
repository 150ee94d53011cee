/**
 * Holm's step-down adjusted p values where some tests deserve more of the error than others (Holm 1979, section 4):
 * at each step the smallest p ÷ weight stands against the weights that are left. Equal weights give Holm's own.
 * @returns in the order given; a test is rejected at α when its value is at most α
 */
export function weightedHolm(tests: readonly { readonly p: number; readonly weight: number }[]): number[] {
  const order = tests
    .map((test, index) => ({ ...test, index }))
    .sort((a, b) => a.p / a.weight - b.p / b.weight);
  const adjusted = tests.map(() => 1);
  let left = tests.reduce((sum, { weight }) => sum + weight, 0);
  let largest = 0;
  for (const { p, weight, index } of order) {
    largest = Math.max(largest, Math.min(1, (p / weight) * left));
    adjusted[index] = largest;
    left -= weight;
  }
  return adjusted;
}
