import { launchFixture } from '../../harness/app/manifest.fixture.ts';
import { simulatedRunLogs } from '../../harness/app/simulated-run.fixture.ts';
import { phoneFixture } from '../../harness/experiment/phone.fixture.ts';
import { deathObjections } from '../../harness/judge/deaths.ts';
import type { Objection } from '../../harness/judge/gate-request.ts';
import type { EndedLaunch } from '../../harness/judge/launch-ends.ts';
import { lossObjections } from '../../harness/judge/lost-launches.ts';
import { measure } from '../../harness/measure/measure.ts';
import type { LaunchRecord } from '../../harness/measure/result.ts';
import { must } from '../../harness/statistics/must.ts';
import type { Random } from '../../harness/statistics/random.ts';
import { drawsOf } from './draws.ts';
import { atMost, type Part, percent, type Row } from './row.ts';

/** How often crashes and lost launches stop a build, or hold it back, that deserves it or not. */
export const deaths: Part = {
  name: 'Deaths and lost launches',
  rows: (short) => rowsOf(short ? 1000 : 5000),
};

interface Lab {
  readonly phones: number;
  /** Of each build on each phone. */
  readonly launches: number;
}

const labs: readonly Lab[] = [
  { phones: 1, launches: 8 },
  { phones: 1, launches: 16 },
  { phones: 3, launches: 16 },
  { phones: 10, launches: 16 },
];

function rowsOf(runs: number): Row[] {
  const none: Fate = () => 0;
  return labs.flatMap((lab) => {
    const where = `${lab.phones} ${lab.phones === 1 ? 'phone' : 'phones'} × ${lab.launches} launches`;
    const share = (fate: Fate, counts: (objections: readonly Objection[]) => boolean): number =>
      shareOf(runs, lab, fate, counts);
    return [
      atMost(
        `${where}, both builds die in 1 of 500: NO-GO`,
        share((_, random) => (random.uniform() < 0.002 ? 1 : 0), isStopped),
        0.01,
      ),
      atMost(`${where}, no launch dies or is lost: held back`, share(none, isHeldBack), 0),
      atMost(
        `${where}, the candidate dies in a quarter: GO`,
        share(inQuarter, (objections) => !isHeldBack(objections)),
        0,
      ),
      atMost(
        `${where}, the candidate dies in a quarter: no NO-GO`,
        share(inQuarter, (objections) => !isStopped(objections)),
        0,
      ),
      atMost(
        `${where}, each launch is lost with a chance of 1 in 200: held back`,
        shareOf(runs, lab, (_, random) => (random.uniform() < 0.005 ? 1 : 0), isHeldBack, 'lost'),
        0.05,
        (value) => percent(value, 2),
      ),
    ];
  });
}

const isStopped = (objections: readonly Objection[]): boolean =>
  objections.some(({ verdict }) => verdict === 'NO-GO');
const isHeldBack = (objections: readonly Objection[]): boolean => objections.length > 0;

/** Whether a launch meets its end; the index is of its build's launches on its phone. */
type Fate = (launch: { readonly role: string; readonly index: number }, random: Random) => 0 | 1;
const inQuarter: Fate = ({ role, index }) => (role === 'candidate' && index % 4 === 1 ? 1 : 0);

function shareOf(
  runs: number,
  { phones, launches }: Lab,
  fate: Fate,
  counts: (objections: readonly Objection[]) => boolean,
  what: 'died' | 'lost' = 'died',
): number {
  const random = drawsOf(phones * 100 + launches, 'deaths');
  // Two phones of each model.
  const sessions = Array.from({ length: phones }, (_, i) => ({
    device: { ...phoneFixture(`p${i}`), model: `model ${Math.floor(i / 2)}` },
  }));
  let counted = 0;
  for (let run = 0; run < runs; run++) {
    const met = new Set<EndedLaunch>();
    const all = sessions.flatMap(({ device }) =>
      (['baseline', 'candidate'] as const).flatMap((role) =>
        Array.from({ length: launches }, (_, index) => {
          const isMet = fate({ role, index }, random) === 1;
          const launch = endedLaunch(device.id, role, index, isMet && what === 'died');
          if (isMet) met.add(launch);
          return launch;
        }),
      ),
    );
    const lost = (launch: EndedLaunch): string | null => (met.has(launch) ? 'lost' : null);
    const objections = what === 'died' ? deathObjections(all, sessions) : lossObjections(all, lost, sessions);
    if (counts(objections)) counted += 1;
  }
  return counted / runs;
}

const endedLaunch = (
  device: string,
  role: 'baseline' | 'candidate',
  index: number,
  isDead: boolean,
): EndedLaunch => ({
  device,
  planned: { ...launchFixture(`${role}-${index}`), role },
  record,
  end: { kind: isDead ? 'crashed' : 'finished', place: null, words: null },
});

/** Of a launch that ended well: what it measured plays no part here. */
const record: LaunchRecord = (() => {
  const logs = simulatedRunLogs({ speeds: { candidate: 20 }, blocks: 1 });
  return must(measure(logs.manifest, logs).launches[0], 'a launch');
})();
