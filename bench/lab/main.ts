import { parseArgs } from 'node:util';
import { postgresLacks } from '../../harness/lab-server/postgres.fixture.ts';
import { soakLab } from './soak-lab.ts';

/** `npm run eval:lab -- --seed 1 --faults 200`: a lab on real PostgreSQL under seeded faults, checked by its history. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    faults: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '30' },
  },
});
const lacks = postgresLacks();
if (lacks !== null) throw new Error(lacks);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const outcome = await soakLab({
  seed: Number(values.seed),
  faults: Number(values.faults),
  limitMinutes: Number(values.minutes),
  say,
});
say(JSON.stringify(outcome, null, 2));
process.exitCode = outcome.problems.length === 0 ? 0 : 1;
