import type { LaunchRecord } from '../../measure/result.ts';
import type { Event, EventOf, EventType } from '../event.ts';
import { PROTOCOL_VERSION } from '../event-fields.ts';
import { type PlanFile, planFile } from '../plan-file.ts';
import { readLog } from '../read-log.ts';
import { recordOf } from './record-of.ts';
import type { Violation } from './violation.ts';

/** What one launch of an agent left, as text. */
export interface LaunchFiles {
  /** `plan.json`; null where nobody kept it. */
  readonly plan: string | null;
  /** `events.jsonl`. */
  readonly events: string;
  /** `status.json`; null where nobody kept it. */
  readonly status: string | null;
  /** Ids of the model's vocabulary; null where nobody knows the model. */
  readonly vocabularySize: number | null;
}

/** A line of the log. */
export interface LogLine {
  /** From 1. */
  readonly number: number;
  /** Null where it holds no JSON object. */
  readonly value: Readonly<Record<string, unknown>> | null;
  /** What it says, where it is a valid event of a known type. */
  readonly event: Event | null;
  /** Why a line of a known type and our version is no valid event; null otherwise. */
  readonly problem: string | null;
}

/** An event and its line. */
export interface Placed<T extends EventType = EventType> {
  readonly line: number;
  readonly event: EventOf<T>;
}

/** A launch as rules see it: line by line, event by event, and as the record that runs are measured from. */
export class CheckedLaunch {
  readonly lines: readonly LogLine[];
  /** Valid events of known types, as they stand in the log. */
  readonly events: readonly Placed[];
  /** The last line has its end. */
  readonly endsWhole: boolean;
  /** Null without a plan, or with one that breaks the protocol. */
  readonly plan: PlanFile | null;
  /** There is a plan, and it must be refused. */
  readonly isPlanBroken: boolean;
  readonly status: string | null;
  readonly vocabularySize: number | null;
  readonly record: LaunchRecord;

  constructor({ plan, events, status, vocabularySize }: LaunchFiles) {
    const texts = events.split('\n');
    this.endsWhole = texts.pop() === '';
    this.lines = texts.map((text, index) => lineOf(text, index + 1));
    this.events = this.lines.flatMap(({ number, event }) => (event ? [{ line: number, event }] : []));
    this.plan = plan === null ? null : planIn(plan);
    this.isPlanBroken = plan !== null && this.plan === null;
    this.status = status;
    this.vocabularySize = vocabularySize;
    this.record = this.recordUpTo(this.events.length);
  }

  /** Whether the agent came to its end. */
  get isComplete(): boolean {
    return this.record.status === 'complete';
  }

  /** The events of one type. */
  of<T extends EventType>(type: T): Placed<T>[] {
    return this.events.flatMap(({ line, event }) => (isOf(event, type) ? [{ line, event }] : []));
  }

  /** The line that ends a trial. */
  endOf(trial: number): number | null {
    return this.of('trial.finished').find(({ event }) => event.trial === trial)?.line ?? null;
  }

  /**
   * Where a statement about a whole launch begins to fail: the last line of a beginning of the log that breaks it, where the
   * beginning without that line does not.
   */
  firstBroken(find: (record: LaunchRecord) => string | null): Violation[] {
    if (find(this.record) === null) return [];
    let [holds, breaks] = [0, this.events.length];
    while (breaks - holds > 1) {
      const middle = Math.floor((holds + breaks) / 2);
      if (find(this.recordUpTo(middle)) === null) holds = middle;
      else breaks = middle;
    }
    return [
      {
        line: this.events[breaks - 1]?.line ?? null,
        words: find(this.recordUpTo(breaks)) ?? find(this.record) ?? '',
      },
    ];
  }

  private recordUpTo(count: number): LaunchRecord {
    return recordOf(
      this.events.slice(0, count).map(({ event }) => event),
      this.plan,
    );
  }
}

const isOf = <T extends EventType>(event: Event, type: T): event is EventOf<T> => event.type === type;

/** A log may have lines of types that nobody knows yet, and of other versions; they are no events of ours. */
function lineOf(text: string, number: number): LogLine {
  const value = objectIn(text);
  if (value === null || value['v'] !== PROTOCOL_VERSION) return { number, value, event: null, problem: null };
  const { events, problems } = readLog(`${text}\n`);
  return { number, value, event: events[0] ?? null, problem: problems[0]?.message ?? null };
}

function objectIn(text: string): Record<string, unknown> | null {
  const value = jsonIn(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function planIn(text: string): PlanFile | null {
  const plan = planFile.safeParse(jsonIn(text));
  return plan.success ? plan.data : null;
}

/** What JSON a text is; undefined where it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
