import { HeatsoakError } from '../errors/heatsoak-error.ts';

/** Why an app died, as iOS itself wrote it down. */
export interface Death {
  readonly cause: 'memory' | 'crash';
  /** What the report says in one line, such as `killed for memory: per-process-limit at 3200 MiB`. */
  readonly words: string;
  /** The report, without what it says of other apps and of whose phone it is; JSON. */
  readonly report: string;
}

/** How iOS knows an app in its reports. */
export interface ReportedApp {
  readonly bundleId: string;
  /** Name of its process. */
  readonly executable: string;
}

/** Apple's numbers for a crash of an app, and for a kill because memory ran out. */
const CRASH = '309';
const JETSAM = '298';
/** Keys that name the phone or its owner. */
const PRIVATE_KEYS: readonly string[] = [
  'crashReporterKey',
  'deviceIdentifierForVendor',
  'incident_id',
  'incident',
  'bootSessionUUID',
  'sleepWakeUUID',
  'userID',
];

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a report (`.ips`: a line of JSON, then an object) says of an app; null where it is about another one.
 * @throws HeatsoakError `CRASH_REPORT_BROKEN` for what is no report
 */
export function deathIn(text: string, app: ReportedApp): Death | null {
  const lineEnd = text.indexOf('\n');
  const head = fieldsOf(text.slice(0, Math.max(0, lineEnd)));
  const body = fieldsOf(text.slice(lineEnd + 1));
  if (head['bug_type'] === JETSAM) return killIn(head, body, app);
  const isOurs = head['bundleID'] === app.bundleId || body['procName'] === app.executable;
  if (head['bug_type'] !== CRASH || !isOurs) return null;
  const exception = (body['exception'] ?? {}) as Fields;
  const signal = typeof exception['signal'] === 'string' ? ` (${exception['signal']})` : '';
  return {
    cause: 'crash',
    words: `crashed: ${String(exception['type'] ?? 'for no reason that is told')}${signal}`,
    report: kept(head, body),
  };
}

/** Of the processes that a kill for memory lists, those with a reason were killed. */
function killIn(head: Fields, body: Fields, { executable }: ReportedApp): Death | null {
  const processes: unknown[] = Array.isArray(body['processes']) ? body['processes'] : [];
  const own = processes.find((each): each is Fields => {
    const { name, reason } = (each ?? {}) as Fields;
    return name === executable && typeof reason === 'string';
  });
  if (own === undefined) return null;
  const pageSize = ((body['memoryStatus'] ?? {}) as Fields)['pageSize'];
  const bytes = Number(own['rpages']) * Number(pageSize);
  const size = Number.isFinite(bytes) ? ` at ${Math.round(bytes / 2 ** 20)} MiB` : '';
  return {
    cause: 'memory',
    words: `killed for memory: ${String(own['reason'])}${size}`,
    report: kept(head, { ...body, processes: [own] }),
  };
}

function fieldsOf(json: string): Fields {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch {
    // Said below, like what is JSON and no object.
  }
  throw new HeatsoakError(
    'CRASH_REPORT_BROKEN',
    'a crash report of the phone is not of the form that iOS writes',
  );
}

const kept = (head: Fields, body: Fields): string =>
  `${JSON.stringify(withoutPrivate(head))}\n${JSON.stringify(withoutPrivate(body))}\n`;

const withoutPrivate = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !PRIVATE_KEYS.includes(key)));
