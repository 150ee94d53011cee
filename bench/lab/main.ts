import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { postgresLacks } from '../../harness/lab-server/postgres.fixture.ts';
import { cutLink } from './cut-link.ts';
import { followGuide } from './guide/follow-guide.ts';
import { namespacesLack } from './namespaces.ts';
import { scaleLab } from './scale-lab.ts';
import { soakLab } from './soak-lab.ts';

/**
 * A lab on real PostgreSQL.
 * `npm run eval:lab -- --seed 1 --faults 200`: under seeded faults, checked by its history.
 * `npm run eval:lab -- --scale`: 1000 phones on 100 hosts, time × 60, with faults.
 * `npm run eval:lab -- --cut`: two hosts in network namespaces, of which one is cut off for a minute; `--launch-ms` is how long a launch takes.
 * `npm run eval:lab -- --guide`: the guide, followed on six machines in network namespaces; `--page FILE` is followed in its place.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    faults: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '30' },
    scale: { type: 'boolean', default: false },
    cut: { type: 'boolean', default: false },
    'launch-ms': { type: 'string', default: '400' },
    guide: { type: 'boolean', default: false },
    page: { type: 'string', default: 'docs/guides/lab-of-many-hosts.md' },
    hosts: { type: 'string', default: '100' },
    phones: { type: 'string', default: '1000' },
    nightlies: { type: 'string', default: '50' },
    speed: { type: 'string', default: '60' },
  },
});
const lacks = postgresLacks() ?? (values.cut || values.guide ? namespacesLack() : null);
if (lacks !== null) throw new Error(lacks);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const asked = { seed: Number(values.seed), limitMinutes: Number(values.minutes), say };
const outcome = await evaluated();
say(JSON.stringify(outcome, null, 2));
// Workers that were killed in a simulation would try to reach the database for minutes.
process.exit(outcome.problems.length === 0 ? 0 : 1);

function evaluated(): Promise<{ readonly problems: readonly string[] }> {
  if (values.cut) return cutLink(Number(values['launch-ms']), say);
  if (values.guide) return followGuide(readFileSync(values.page, 'utf8'), say);
  if (!values.scale) return soakLab({ ...asked, faults: Number(values.faults) });
  return scaleLab({
    ...asked,
    ...{ hosts: Number(values.hosts), phones: Number(values.phones) },
    ...{ nightlies: Number(values.nightlies), speed: Number(values.speed) },
  });
}
