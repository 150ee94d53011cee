import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { conclude } from '../../harness/app/conformance/conclude.ts';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { readJournal } from '../../harness/experiment/read-journal.ts';
import { readLog } from '../../harness/protocol/read-log.ts';
import { parseStatus } from '../../harness/session/await-launch.ts';
import { type FuzzTarget, reading } from './target.ts';

const fixtures = fileURLToPath(new URL('../../harness/protocol/fixtures/valid/', import.meta.url));
const file = (name: string): Buffer => readFileSync(`${fixtures}${name}`);
const logs = ['cut', 'failed', 'swift-host', 'typescript-host'];
const plan = file('typescript-host/plan.json').toString('utf8');

/** What agents leave. A log never throws: what cannot be read of it is said beside the rest. */
export const logTargets: readonly FuzzTarget[] = [
  {
    name: 'events',
    inputs: logs.map((name) => file(`${name}/events.jsonl`)),
    open: reading((bytes) => {
      const text = bytes.toString('utf8');
      readLog(text);
      readJournal(text);
    }),
    isRefusal: () => false,
  },
  {
    name: 'rules',
    inputs: [file('failed/events.jsonl'), file('cut/events.jsonl')],
    open: reading((bytes) => {
      const events = bytes.toString('utf8');
      conclude([{ name: 'fuzzed', files: { plan, events, status: null, vocabularySize: null } }]);
    }),
    isRefusal: () => false,
  },
  {
    name: 'status',
    inputs: logs.map((name) => file(`${name}/status.json`)),
    open: reading((bytes) => void parseStatus(bytes.toString('utf8'), 'l0')),
    isRefusal: (error) => error instanceof HeatsoakError,
  },
];
