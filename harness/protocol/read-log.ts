import type { z } from 'zod';
import { type Event, event } from './event.ts';
import { isMicroseconds, PROTOCOL_VERSION } from './event-fields.ts';

/** A log as far as it could be read; what could not be read is named, never dropped in silence. */
export interface EventLog<E = Event> {
  readonly events: readonly E[];
  /** Lines of types that this version does not know, as they came. */
  readonly unknown: readonly string[];
  /** Places where sequence numbers are missing: the number before and the one after. */
  readonly gaps: readonly { readonly after: number; readonly before: number }[];
  /** The last line has no end: the writer was stopped in it. */
  readonly truncated: boolean;
  /** Protocol versions that lines name and this Heatsoak does not speak; those lines are problems too. */
  readonly otherVersions: readonly number[];
  readonly problems: readonly LineProblem[];
}

interface LineProblem {
  readonly line: number;
  readonly message: string;
}

/** The events that a log may hold, distinguished by `type`. */
type LogSchema<E> = z.ZodType<E> & {
  readonly options: readonly { readonly shape: { readonly type: { readonly value: string } } }[];
};

/** A reader of logs with these events; it reads a log cut at any byte and never throws. */
export function logReader<E>(schema: LogSchema<E>): (text: string) => EventLog<E> {
  const types = new Set(schema.options.map(({ shape }) => shape.type.value));
  return (text) => {
    const reading = new Reading(schema, types);
    const lines = text.split('\n');
    const truncated = lines.pop() !== '';
    lines.forEach((line, index) => {
      if (line !== '') reading.read(line, index + 1);
    });
    const { events, unknown, gaps, problems, otherVersions } = reading;
    return { events, unknown, gaps, truncated, otherVersions: [...otherVersions], problems };
  };
}

/** Reads an agent's log. */
export const readLog: (text: string) => EventLog = logReader(event);

interface RawEvent {
  readonly v?: unknown;
  readonly seq?: unknown;
  readonly type?: unknown;
}

/** One log while it is read, line by line. */
class Reading<E> {
  readonly events: E[] = [];
  readonly unknown: string[] = [];
  readonly gaps: EventLog['gaps'][number][] = [];
  readonly problems: LineProblem[] = [];
  readonly otherVersions = new Set<number>();
  private readonly schema: LogSchema<E>;
  private readonly types: ReadonlySet<string>;
  private expected = 0;

  constructor(schema: LogSchema<E>, types: ReadonlySet<string>) {
    this.schema = schema;
    this.types = types;
  }

  read(line: string, number: number): void {
    const raw = this.spoken(rawEvent(line));
    if (typeof raw === 'string') {
      this.problems.push({ line: number, message: raw });
      return;
    }
    if (typeof raw.seq === 'number') {
      if (raw.seq !== this.expected) this.gaps.push({ after: this.expected - 1, before: raw.seq });
      this.expected = raw.seq + 1;
    }
    if (typeof raw.type === 'string' && this.types.has(raw.type)) this.keep(raw, number);
    else this.unknown.push(line);
  }

  /** A line of this version, or what is wrong with it. */
  private spoken(raw: RawEvent | string): RawEvent | string {
    if (typeof raw === 'string' || raw.v === PROTOCOL_VERSION) return raw;
    if (typeof raw.v !== 'number') return 'names no protocol version';
    this.otherVersions.add(raw.v);
    return `is of protocol version ${raw.v}; this Heatsoak speaks version ${PROTOCOL_VERSION}`;
  }

  private keep(raw: RawEvent, line: number): void {
    if (isSoundTokens(raw)) {
      this.events.push(raw as E);
      return;
    }
    const checked = this.schema.safeParse(raw);
    if (checked.success) this.events.push(checked.data);
    else {
      const reason = checked.error.issues[0]?.message ?? 'is not valid';
      this.problems.push({ line, message: `${String(raw.type)}: ${reason}` });
    }
  }
}

/** The object that a line holds, or why there is none. */
function rawEvent(line: string): RawEvent | string {
  try {
    const parsed = JSON.parse(line) as RawEvent | null;
    return typeof parsed === 'object' && parsed !== null ? parsed : 'is not a JSON object';
  } catch {
    return 'is not a JSON object';
  }
}

interface RawTokens extends RawEvent {
  readonly t?: unknown;
  readonly t0?: unknown;
  readonly trial?: unknown;
  readonly bundled?: unknown;
  readonly deltasUs?: unknown;
  readonly ids?: unknown;
}

/**
 * The one long line, checked by hand as its schema would: a schema over a million numbers costs more than reading them.
 * What is refused here goes through the schema, which says why.
 */
function isSoundTokens(raw: RawTokens): boolean {
  return (
    raw.type === 'tokens' &&
    isMicroseconds(raw.t) &&
    isMicroseconds(raw.t0) &&
    isCount(raw.trial) &&
    isCount(raw.seq) &&
    typeof raw.bundled === 'boolean' &&
    areAll(raw.deltasUs, isMicroseconds) &&
    (raw.ids === undefined || areAll(raw.ids, isCount))
  );
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function areAll(values: unknown, isOne: (value: unknown) => boolean): boolean {
  if (!Array.isArray(values)) return false;
  for (const value of values) if (!isOne(value)) return false;
  return true;
}
