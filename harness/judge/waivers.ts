import { z } from 'zod';
import type { Manifest } from '../experiment/manifest.ts';
import {
  hasExpired,
  isAbout,
  placeOfWaiver,
  termsOfWaiver,
  type WaivedPlace,
  type Waiver,
  waiver,
} from '../experiment/waiver.ts';
import { changeNumber } from '../words/numbers.ts';
import { type DeviceChange, deviceChange, type MetricComparison } from './change.ts';
import type { Objection, RequiredCell } from './gate-request.ts';
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

/** Waivers, and the day on which they must hold. */
export interface DatedWaivers {
  readonly waivers: readonly Waiver[];
  /** UTC, ISO 8601: that of the run, whenever it is derived. */
  readonly at: string;
}

/** The waivers of a run's policy hold, or do not, on the day on which it began. */
export const datedWaivers = ({ waivers, startedAt }: Manifest): DatedWaivers => ({
  waivers: waivers ?? [],
  at: startedAt,
});

/** Whether somebody answers for a metric's change in this place, on that day. */
export const isWaived = ({ waivers, at }: DatedWaivers, place: WaivedPlace): boolean =>
  waivers.some((each) => isAbout(each, place) && !hasExpired(each, at));

/** A metric that decides in a suite on a phone where nobody waives it. */
export interface DecidingCell extends RequiredCell {
  /** How much worse it may get, per cent. */
  readonly marginPercent: number;
}

/** What waivers are held against. */
export interface WaivableRun extends DatedWaivers {
  readonly devices: readonly { readonly id: string; readonly model: string; readonly name: string }[];
  /** All that decides where nobody waives it; what decides nothing needs no waiver. */
  readonly cells: readonly DecidingCell[];
}

/** Every waiver with what it is about here; a metric that should have a value and has none is told as well. */
export function judgeWaivers(
  { waivers, at, devices, cells }: WaivableRun,
  comparisons: readonly MetricComparison[],
): JudgedWaiver[] {
  return waivers.map((each) => {
    const own = devices.flatMap((device) =>
      cells
        .filter((cell) => cell.device === device.id && isAbout(each, { ...cell, device }))
        .map((cell) => judgedCell(cell, device.name, changeIn(comparisons, cell))),
    );
    return { ...each, state: stateOf(own, hasExpired(each, at)), cells: own };
  });
}

const changeIn = (
  comparisons: readonly MetricComparison[],
  { metric, suite, device }: RequiredCell,
): DeviceChange | undefined =>
  comparisons
    .find((each) => each.metric === metric && each.suite === suite)
    ?.perDevice.find((change) => change.device === device);

function judgedCell(
  { metric, name, suite, device, marginPercent }: DecidingCell,
  deviceName: string,
  change: DeviceChange | undefined,
): JudgedWaiver['cells'][number] {
  const about = { metric, name, suite, device, deviceName };
  if (!change)
    return {
      ...about,
      ...{ changePercent: null, allowedPercent: marginPercent, reading: 'not-enough-evidence' },
      notWorse: false,
    };
  const { changePercent, allowedPercent, reading } = change;
  return { ...about, changePercent, allowedPercent, reading, notWorse: keepsLimit(change) };
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
  const shown = open.map(({ name, deviceName, changePercent }) => {
    const found = changePercent === null ? 'without a comparable value' : `${changeNumber(changePercent)} %`;
    return `${name} ${found} on ${deviceName}`;
  });
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
