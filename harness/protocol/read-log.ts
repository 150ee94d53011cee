import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { type Event, event, PROTOCOL_VERSION } from './event.ts';

/** A log as far as it could be read; what could not be read is said, never dropped in silence. */
export interface EventLog {
  readonly events: readonly Event[];
  /** Lines of types that this version does not know, as they came. */
  readonly unknown: readonly string[];
  /** Places where sequence numbers are missing: the number before and the one after. */
  readonly gaps: readonly { readonly after: number; readonly before: number }[];
  /** The last line has no end: the writer was stopped in it. */
  readonly truncated: boolean;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/**
 * Reads a log cut at any byte. `where` is its file's name, for messages.
 * @throws HeatsoakError `UNKNOWN_PROTOCOL_VERSION` when a line is of another version
 */
export function readLog(text: string, where = 'the log'): EventLog {
  const lines = text.split('\n');
  const truncated = lines.pop() !== '';
  const log = {
    events: [] as Event[],
    unknown: [] as string[],
    gaps: [] as EventLog['gaps'][number][],
    problems: [] as EventLog['problems'][number][],
  };
  let expected = 0;
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const parsed = parseLine(line, index + 1, where);
    if (typeof parsed === 'string') {
      log.problems.push({ line: index + 1, message: parsed });
      continue;
    }
    if (typeof parsed.seq === 'number') {
      if (parsed.seq !== expected) log.gaps.push({ after: expected - 1, before: parsed.seq });
      expected = parsed.seq + 1;
    }
    keep(log, parsed, line, index + 1);
  }
  return { ...log, truncated };
}

interface RawEvent {
  readonly v?: unknown;
  readonly seq?: unknown;
  readonly type?: unknown;
}

/** The event, or what is wrong with a line that is none. */
function parseLine(line: string, number: number, where: string): RawEvent | string {
  let parsed: RawEvent | null;
  try {
    parsed = JSON.parse(line) as RawEvent | null;
  } catch {
    return 'is not a JSON object';
  }
  if (typeof parsed !== 'object' || parsed === null) return 'is not a JSON object';
  if (parsed.v === PROTOCOL_VERSION) return parsed;
  if (typeof parsed.v !== 'number') return 'tells no protocol version';
  throw new HeatsoakError(
    'UNKNOWN_PROTOCOL_VERSION',
    `${where}:${number} is of protocol version ${parsed.v}; this Heatsoak speaks version ${PROTOCOL_VERSION}`,
    {
      where: `${where}:${number}`,
      hint: 'use the version of Heatsoak that matches the agent: npm install heatsoak@latest, or update the app',
    },
  );
}

const knownTypes = new Set(event.options.map((option) => option.shape.type.value as string));

function keep(
  log: { events: Event[]; unknown: string[]; problems: { line: number; message: string }[] },
  raw: RawEvent,
  line: string,
  number: number,
): void {
  if (typeof raw.type !== 'string' || !knownTypes.has(raw.type)) {
    log.unknown.push(line);
    return;
  }
  if (isSoundTokens(raw)) {
    log.events.push(raw as Event);
    return;
  }
  const checked = event.safeParse(raw);
  if (checked.success) log.events.push(checked.data);
  else
    log.problems.push({
      line: number,
      message: `${raw.type}: ${checked.error.issues[0]?.message ?? 'is not valid'}`,
    });
}

interface RawTokens extends RawEvent {
  readonly t?: unknown;
  readonly t0?: unknown;
  readonly trial?: unknown;
  readonly bundled?: unknown;
  readonly deltasUs?: unknown;
  readonly ids?: unknown;
}

/** The one hot line: checked by hand, since a schema over a million numbers costs more than reading them. */
function isSoundTokens(raw: RawTokens): boolean {
  if (raw.type !== 'tokens') return false;
  const scalars = [raw.t, raw.t0, raw.trial, raw.seq].every(
    (value) => typeof value === 'number' && value >= 0,
  );
  return scalars && typeof raw.bundled === 'boolean' && areTimes(raw.deltasUs) && areTimes(raw.ids);
}

function areTimes(values: unknown): boolean {
  if (!Array.isArray(values)) return false;
  for (const value of values) if (!(typeof value === 'number' && value >= 0)) return false;
  return true;
}
