import { DOMParser, onWarningStopParsing } from '@xmldom/xmldom';
import { parse } from 'plist';
import { refuseUnboundedBinary } from './binary-bounds.ts';
import { refuseUnboundedXml } from './xml-bounds.ts';

/** What services and apps exchange is a dictionary at its top. */
export type Dictionary = Record<string, unknown>;

const BINARY = 'bplist00';
/** An Info.plist is a few kilobytes, an answer of a service hardly more. */
const LARGEST_BYTES = 1 << 20;
/** A parser's sentence may repeat what it read. */
const LONGEST_REASON = 160;

/**
 * Reads a property list that somebody else wrote, XML or binary, in bounded time and memory and without a word on stderr.
 * @throws Error that says what is wrong with it; the caller knows whose it is
 */
export function readPlist(bytes: Uint8Array): Dictionary {
  if (bytes.length > LARGEST_BYTES) throw new Error(`it has ${bytes.length} bytes`);
  const parsed = parseEither(bytes);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Error('its top is not a dictionary');
  // Own keys alone: a key named __proto__ gives the object values that it does not have.
  return { ...parsed };
}

function parseEither(bytes: Uint8Array): unknown {
  try {
    return isBinary(bytes) ? parseBinary(bytes) : parseXml(new TextDecoder().decode(bytes));
  } catch (cause) {
    const reason =
      cause instanceof RangeError ? 'it is cut or nested too deep' : String((cause as Error).message);
    throw new Error(reason.slice(0, LONGEST_REASON), { cause });
  }
}

const isBinary = (bytes: Uint8Array): boolean =>
  new TextDecoder('latin1').decode(bytes.subarray(0, BINARY.length)) === BINARY;

function parseBinary(bytes: Uint8Array): unknown {
  refuseUnboundedBinary(bytes);
  return parse(bytes);
}

/** The property list's own reader prints what is wrong, and what is odd, and goes on: a strict check comes first, so that it finds nothing. */
function parseXml(text: string): unknown {
  if (!text.trimStart().startsWith('<')) throw new Error('it is neither an XML nor a binary property list');
  refuseUnboundedXml(text);
  new DOMParser({ onError: onWarningStopParsing }).parseFromString(text, 'text/xml');
  return parse(text);
}
