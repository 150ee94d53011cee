/** Keeps a number and its unit on one line. */
export const NO_BREAK = '\u00a0';
/** Between thousands, narrower than a word's space. */
const THIN = '\u202f';
const MINUS = '\u2212';
const NO_VALUE = '–';

/** Decimals that a launch can carry, by unit; a reader compares a column more easily when all its numbers have as many. */
const DECIMALS: Readonly<Record<string, number>> = {
  'tok/s': 1,
  ms: 0,
  'ms/token': 1,
  s: 1,
  MiB: 0,
  'MiB/turn': 2,
  '%': 1,
  '×': 2,
  count: 0,
  tokens: 0,
  '0–100': 0,
};
const SIGNIFICANT = 3;
/** Small values get decimals until so many digits say something: 3.4 ms, 0.37 tok/s. */
const LEAST_SIGNIFICANT = 2;
const MOST_DECIMALS = 6;

/**
 * A number as people read it, without its unit: decimals by the unit, thin spaces between thousands, a true minus.
 * @param unit an unknown one gets three significant digits
 */
export function numberIn(unit: string, value: number | null): string {
  if (value === null || !Number.isFinite(value)) return NO_VALUE;
  const decimals = DECIMALS[unit];
  if (decimals === undefined) return significantNumber(value);
  return written(value.toFixed(Math.max(decimals, decimalsOfSmall(value))));
}

function decimalsOfSmall(value: number): number {
  if (Number.isInteger(value)) return 0;
  const wanted = LEAST_SIGNIFICANT - 1 - Math.floor(Math.log10(Math.abs(value)));
  return Math.min(MOST_DECIMALS, Math.max(0, wanted));
}

/** A number without a unit of its own, such as a p value: so many digits as say something, whatever its size. */
export const significantNumber = (value: number, digits = SIGNIFICANT): string =>
  Number.isFinite(value) ? written(String(Number(value.toPrecision(digits)))) : NO_VALUE;

/** "12.3 tok/s", on one line; a dash alone for what was not measured. */
export function quantity(value: number | null, unit: string): string {
  const text = numberIn(unit, value);
  return text === NO_VALUE ? text : `${text}${NO_BREAK}${unit}`;
}

/** A change in per cent with its sign: −7.6, +0.8. One decimal is what some blocks can carry; what rounds to nothing has no sign. */
export function changeNumber(percent: number | null): string {
  if (percent === null || !Number.isFinite(percent)) return NO_VALUE;
  const text = percent.toFixed(1);
  if (Number(text) === 0) return '0.0';
  return written(percent > 0 ? `+${text}` : text);
}

/** "−7.6 %", on one line. */
export const changeText = (percent: number | null): string => perCent(changeNumber(percent));

/** "−8.5 to −6.6", per cent. */
export const intervalNumbers = (interval: readonly [number, number] | null): string =>
  interval === null ? NO_VALUE : `${changeNumber(interval[0])} to ${changeNumber(interval[1])}`;

/** "−7.6 % (−8.5 to −6.6)"; a change alone where it has no interval. */
export function changeWithInterval(
  percent: number | null,
  interval: readonly [number, number] | null,
): string {
  return interval === null ? changeText(percent) : `${changeText(percent)} (${intervalNumbers(interval)})`;
}

/** How large a change is, without its sign, where a word such as "slower" says the direction. */
export const sizeNumber = (percent: number): string => written(Math.abs(percent).toFixed(1));

/** What somebody set, such as a limit, has the digits that it was set with: 2, 2.5, 0.25. */
export const settingNumber = (value: number): string =>
  Number.isFinite(value) ? written(String(Number(value.toPrecision(6)))) : NO_VALUE;

const perCent = (text: string): string => (text === NO_VALUE ? text : `${text}${NO_BREAK}%`);

/** "1 launch", "3 launches". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${written(String(count))} ${count === 1 ? one : many}`;

/** A true minus, and thin spaces between thousands. */
function written(decimal: string): string {
  const [, sign = '', whole = '', rest = ''] = /^([-+]?)(\d+)(.*)$/.exec(decimal) ?? [];
  if (whole === '') return decimal;
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, THIN);
  return `${sign === '-' ? MINUS : sign}${grouped}${rest.replace('e-', `e${MINUS}`)}`;
}

const BEFORE_UNIT = /(\d) (?=(?:%|tok\/s|ms|s|MiB|GiB|×)(?![\w/]))/g;

/** A sentence in which no line ends between a number and its unit. */
export const tied = (sentence: string): string => sentence.replace(BEFORE_UNIT, `$1${NO_BREAK}`);
