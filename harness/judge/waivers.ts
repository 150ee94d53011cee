import { z } from 'zod';
import type { Manifest } from '../experiment/manifest.ts';
import {
  hasExpired,
  isAbout,
  placeOfWaiver,
  termsOfWaiver,
  type WaivedPlace,
  waiver,
} from '../experiment/waiver.ts';
import { metricDefinition } from '../measure/metrics/index.ts';
import { changeNumber } from '../words/numbers.ts';
import { type DeviceChange, deviceChange, type MetricComparison } from './change.ts';
import type { Objection } from './gate-request.ts';
import { cellRule } from './gate-rules.ts';
import type { GateVerdict } from './verdict.ts';

/**
 * `waives`: it lets something pass that would else stop the build or hold its pass back; `unneeded`: all that it is about keeps its
 * limit; `expired`: its last day was before the run; `elsewhere`: the run has nothing that it is about.
 */
export const waiverStates = ['waives', 'unneeded', 'expired', 'elsewhere'] as const;

/** A waiver of the run's policy, and what became of it in the run. */
export const judgedWaiver = waiver.extend({
  state: z.enum(waiverStates),
  /** What it is about in this run. */
  cells: z.array(
    deviceChange
      .pick({ device: true, changePercent: true, allowedPercent: true, reading: true, notWorse: true })
      .extend({ metric: z.string(), name: z.string(), suite: z.string(), deviceName: z.string() }),
  ),
});
export type JudgedWaiver = z.infer<typeof judgedWaiver>;

/** Whether somebody answers for a metric's change in this place, on the day on which the run began. */
export const isWaived = ({ waivers, startedAt }: Manifest, place: WaivedPlace): boolean =>
  (waivers ?? []).some((each) => isAbout(each, place) && !hasExpired(each, startedAt));

/** Every waiver of the run's policy with what it is about here. The day is that of the run, whenever it is derived. */
export function judgeWaivers(
  { waivers, startedAt, sessions, gate }: Manifest,
  comparisons: readonly MetricComparison[],
): JudgedWaiver[] {
  return (waivers ?? []).map((each) => {
    const cells = sessions.flatMap(({ device }) =>
      comparisons
        .filter(({ metric, suite }) => isAbout(each, { metric, suite, device }))
        .filter((comparison) => decidesOn(gate, comparison, device.model))
        .flatMap(({ metric, name, suite, perDevice }) =>
          perDevice
            .filter((change) => change.device === device.id)
            .map((change) => ({
              ...{ metric, name, suite, device: device.id, deviceName: device.name },
              ...{ changePercent: change.changePercent, allowedPercent: change.allowedPercent },
              ...{ reading: change.reading, notWorse: keepsLimit(change) },
            })),
        ),
    );
    return { ...each, state: stateOf(cells, hasExpired(each, startedAt)), cells };
  });
}

/** What decides nothing needs no waiver. */
function decidesOn(
  gate: Manifest['gate'],
  { metric, suite }: MetricComparison,
  deviceModel: string,
): boolean {
  const known = metricDefinition(metric);
  return known !== undefined && cellRule(gate, known, { suite, deviceModel })?.decides === true;
}

/** Over its cases and in each of them: what a gate without the waiver would ask. */
const keepsLimit = ({ notWorse, cases }: DeviceChange): boolean =>
  notWorse && cases.every((each) => each.notWorse);

function stateOf(cells: JudgedWaiver['cells'], isExpired: boolean): JudgedWaiver['state'] {
  if (cells.length === 0) return 'elsewhere';
  if (isExpired) return 'expired';
  return cells.every(({ notWorse }) => notWorse) ? 'unneeded' : 'waives';
}

/** A waiver that nobody renewed or removed holds the pass back: somebody was to have mended by then what it is about. */
export const waiverObjections = (judged: readonly JudgedWaiver[]): Objection[] =>
  judged
    .filter(({ state }) => state === 'expired')
    .flatMap((each) =>
      [...new Set(each.cells.map(({ device }) => device))].map((device) => ({
        device,
        gate: 'waivers',
        code: 'waiver-expired' as const,
        verdict: 'INCONCLUSIVE' as const,
        reason: `Cannot tell: ${expirySentence(each)}`,
        detail: 'renew it with heatsoak waive, or remove it from the gate policy',
      })),
    );

export const expirySentence = (each: JudgedWaiver): string =>
  `the waiver of ${placeOfWaiver(each)} by ${each.owner} expired on ${each.until}`;

/** What stops nothing because of the waiver: "Decode speed −7.6 % on iPhone 15, waived by anna until 2026-12-31: new sampler". */
export function waivedSentence(each: JudgedWaiver): string {
  const open = each.cells.filter(({ notWorse }) => !notWorse);
  const shown = open.map(
    ({ name, deviceName, changePercent }) =>
      `${name}${changePercent === null ? '' : ` ${changeNumber(changePercent)} %`} on ${deviceName}`,
  );
  return `${[...new Set(shown)].join(', ')}, waived ${termsOfWaiver(each)}`;
}

/** The verdict with what it lets pass, and with what would have passed before: a reader of one line must see either. */
export function withWaivers(verdict: GateVerdict, judged: readonly JudgedWaiver[]): GateVerdict {
  const said = judged.flatMap((each) => (each.state === 'waives' ? [waivedSentence(each)] : []));
  const expired = judged.flatMap((each) => (each.state === 'expired' ? [expirySentence(each)] : []));
  // Without a stop the objection says it already.
  const missed = verdict.verdict === 'NO-GO' ? expired : [];
  if (said.length + missed.length === 0) return verdict;
  return { ...verdict, headline: [verdict.headline, ...said, ...missed].join('; ') };
}
