import { measure } from '../../harness/measure/measure.ts';
import { type AgentRun, agentRun } from '../../harness/measure/planted/agent-run.fixture.ts';
import type { Measurement } from '../../harness/measure/result.ts';
import { quantile } from '../../harness/statistics/quantile.ts';
import { usualNoise } from '../../harness/virtual-phone/physics/noise.ts';
import { type Profile, profileNamed, profiles } from '../../harness/virtual-phone/physics/profiles.ts';
import { type Finding, findingsOf, hot, plannedLaunches, steps } from './planted-findings.ts';
import type { Part, Row } from './row.ts';

/** Noise may push single runs over a tolerance; a bias would push most. */
const LEAST_SHARE = 0.95;

/**
 * Planted truth: on all phone profiles and `seeds` seeds, how far each metric is from the value that was planted in the physics. In this
 * process, without Appium; the agent, the log and the metrics are the real ones.
 */
export async function evaluatePlanted(seeds = 20): Promise<Row[]> {
  const usual = await findings(profiles, seeds);
  const fast = await findings([fastOnset], seeds);
  return [
    ...rowsOf(usual, ''),
    ...rowsOf(
      fast.filter(({ metric }) =>
        ['v0', 't10', 't25', 't50', 'work_600', 'plateau', 'burst_unstable'].includes(metric),
      ),
      'fast onset: ',
    ),
  ];
}

/** Twenty seeds, or three for CI. */
export const planted: Part = {
  name: 'planted',
  rows: (short) => evaluatePlanted(short ? 3 : 20),
};

/** Published GPU curves fall within 5 to 35 s: no plateau before the drop, so burst speed cannot be estimated. */
const fastOnset: Profile = {
  ...profileNamed('A19 Pro'),
  name: 'fast onset',
  burstSeconds: 15,
  fastTauSeconds: 25,
  slowTauSeconds: 100,
};

async function findings(phones: readonly Profile[], seeds: number): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const profile of phones) {
    for (let seed = 1; seed <= seeds; seed++)
      found.push(...findingsOf(await measured(profile, seed), profile, seed));
  }
  return found;
}

async function measured(profile: Profile, seed: number): Promise<Measurement> {
  const run: AgentRun = {
    profile,
    seed,
    noise: usualNoise,
    launches: plannedLaunches(hot(profile)),
    reference: steps,
  };
  const { manifest, logs } = await agentRun(run);
  return measure(manifest, logs);
}

function rowsOf(found: readonly Finding[], prefix: string): Row[] {
  return [...new Set(found.map(({ metric }) => metric))].map((metric) => {
    const own = found.filter((each) => each.metric === metric);
    const [first] = own;
    const sizes = own.map(({ error }) => (error === null ? Number.POSITIVE_INFINITY : Math.abs(error)));
    const inside = own.filter(
      ({ error, tolerance }) => error !== null && Math.abs(error) <= tolerance,
    ).length;
    const share = inside / own.length;
    const number = (value: number | null): string =>
      value === null ? '–' : Number(value.toPrecision(2)).toString();
    const unit = first?.unit ?? '';
    return {
      what: `${prefix}${metric}`,
      target: `±${number(first?.tolerance ?? null)} ${unit}`,
      value: `median ${number(quantile(sizes, 0.5))}, p95 ${number(quantile(sizes, 0.95))}, worst ${number(Math.max(...sizes))} ${unit}; ${inside} of ${own.length} inside`,
      met: share >= LEAST_SHARE,
    };
  });
}
