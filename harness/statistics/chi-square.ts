import { logGamma } from './incomplete-beta.ts';

const ENOUGH = 1e-16;
const MOST_TERMS = 1000;
/** Beyond this the series loses digits and the continued fraction is quick. */
const SERIES_UP_TO = 3;

/** Upper tail of χ² with one degree of freedom: erfc(√(x/2)), by series or Lentz's fraction (Numerical Recipes §6.2). */
export function chiSquareP(x: number): number {
  if (x <= 0) return 1;
  const half = x / 2;
  const front = Math.exp(0.5 * Math.log(half) - half - logGamma(0.5));
  return half < SERIES_UP_TO ? 1 - front * series(half) : front * fraction(half);
}

function series(x: number): number {
  let term = 2;
  let sum = term;
  for (let n = 1; n < MOST_TERMS && term > sum * ENOUGH; n++) {
    term *= x / (0.5 + n);
    sum += term;
  }
  return sum;
}

function fraction(x: number): number {
  let b = x + 0.5;
  let c = 1e300;
  let d = 1 / b;
  let result = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const a = -n * (n - 0.5);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    result *= d * c;
    if (Math.abs(d * c - 1) < ENOUGH) break;
  }
  return result;
}
