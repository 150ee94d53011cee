/** The least of 1, 2, 5 times a power of ten that is not below the value: axes count in steps that people count in. */
export function roundStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value * (1 - 1e-9)) ?? 10) * power;
}

/** From 0 by steps, up to the end. */
export const roundTicks = (end: number, step: number): number[] =>
  Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step);
