/** What may stay of one kind of answer. Everything that is not named here is taken out: a new iOS may tell what none told before. */
export interface Kept {
  /** Keys whose texts stay. */
  readonly texts: readonly string[];
  /** Keys whose numbers stay; `measured`: all but those that may be an identifier or a time. */
  readonly numbers: readonly string[] | 'measured';
}

/** Identifiers and times of day are larger than any reading of a battery in mA, mV or 0.01 °C. */
const LARGEST_READING = 1e7;
const OF_IDENTITY = /serial|uuid|identifier|date|time|[a-z]ID$/i;

/** A key that is an address or a number itself, such as that of a list by MAC address. */
const OWN_KEY = /^[A-Za-z][A-Za-z0-9 ._-]{0,80}$/;
const LONG_NUMBER = /\d{6}|([0-9a-f]{2}[:-]){2}/i;

/** A value without what could name a phone, its owner or the place where it is: that is replaced by a word for its kind. */
export function redacted(value: unknown, kept: Kept, key = ''): unknown {
  if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null;
  if (typeof value === 'number' || typeof value === 'bigint')
    return keepsNumber(Number(value), kept, key) ? Number(value) : '<number>';
  if (typeof value === 'string') return redactedText(value, kept, key);
  if (value instanceof Date) return '<date>';
  if (value instanceof Uint8Array) return '<data>';
  if (Array.isArray(value)) return value.map((each) => redacted(each, kept, key));
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [redactedKey(name), redacted(held, kept, name)]),
  );
}

function redactedText(text: string, { texts }: Kept, key: string): string {
  // One that was taken out before says of what kind it was.
  if (/^<(text|number|data|date)>$/.test(text)) return text;
  return texts.includes(key) ? text : '<text>';
}

const redactedKey = (name: string): string =>
  OWN_KEY.test(name) && !LONG_NUMBER.test(name) ? name : '<key>';

function keepsNumber(value: number, { numbers }: Kept, key: string): boolean {
  if (numbers !== 'measured') return numbers.includes(key);
  return Math.abs(value) <= LARGEST_READING && !OF_IDENTITY.test(key);
}
