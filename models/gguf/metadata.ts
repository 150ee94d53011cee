import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { visibleText } from '../visible-text.ts';
import { type Metadata, type Scalar, ValueType } from './gguf-types.ts';

/**
 * Typed reading of GGUF metadata. Each getter answers null for a key that is not there.
 * @throws HeatsoakError `GGUF_METADATA` when the value is of another kind than asked for
 */
export function textOf(metadata: Metadata, key: string): string | null {
  return entryAs(metadata, key, 'a text', (value) => (typeof value === 'string' ? value : null));
}

/** A number of any width; a 64-bit one only where it is exact. */
export function numberOf(metadata: Metadata, key: string): number | null {
  return entryAs(metadata, key, 'a number', asNumber);
}

/** A whole number of zero or more. */
export function countOf(metadata: Metadata, key: string): number | null {
  return entryAs(metadata, key, 'a count', (value) => {
    const number = asNumber(value);
    return number !== null && Number.isInteger(number) && number >= 0 ? number : null;
  });
}

export function flagOf(metadata: Metadata, key: string): boolean | null {
  return entryAs(metadata, key, 'a yes or no', (value) => (typeof value === 'boolean' ? value : null));
}

export function textsOf(metadata: Metadata, key: string): readonly string[] | null {
  return entryAs(metadata, key, 'a list of texts', (value) => {
    const isTexts = Array.isArray(value) && value.every((each) => typeof each === 'string');
    return isTexts ? (value as string[]) : null;
  });
}

/** How many texts a list has, without reading them. */
export function textCountOf(metadata: Metadata, key: string): number | null {
  const entry = metadata.get(key);
  return entry?.packed && entry.elementType === ValueType.STRING
    ? entry.packed.count
    : (textsOf(metadata, key)?.length ?? null);
}

/** Numbers of any width; 64-bit ones only where they are exact. */
export function numbersOf(metadata: Metadata, key: string): readonly number[] | null {
  return entryAs(metadata, key, 'a list of numbers', (value) => {
    if (!Array.isArray(value)) return null;
    const numbers = value.map(asNumber);
    return numbers.every((each) => each !== null) ? numbers : null;
  });
}

/** The value itself, for a key without which the caller cannot go on: `required(countOf, metadata, 'phi3.block_count')`. */
export function required<T>(
  getter: (metadata: Metadata, key: string) => T | null,
  metadata: Metadata,
  key: string,
): T {
  const value = getter(metadata, key);
  if (value === null) throw new HeatsoakError('GGUF_METADATA', `the metadata lacks ${visibleText(key)}`);
  return value;
}

function entryAs<T>(
  metadata: Metadata,
  key: string,
  what: string,
  read: (value: Scalar | readonly Scalar[]) => T | null,
): T | null {
  const entry = metadata.get(key);
  if (!entry) return null;
  const value = read(entry.value);
  if (value === null) throw new HeatsoakError('GGUF_METADATA', `${visibleText(key)} is not ${what}`);
  return value;
}

function asNumber(value: Scalar | readonly Scalar[]): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'bigint') return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : null;
}
