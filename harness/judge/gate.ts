import { holm } from '../statistics/holm.ts';
import type { DeviceChange, MetricComparison } from './comparison.ts';
import { answerWithoutVerdict, type RunPurpose } from './run-purpose.ts';

export type VerdictWord = 'GO' | 'NO-GO' | 'INCONCLUSIVE' | 'INVALID';

/** The verdict on one phone. */
export interface DeviceVerdict {
  readonly device: string;
  readonly name: string;
  readonly verdict: VerdictWord;
  /** One sentence; the numbers behind it are in `detail`. */
  readonly reason: string;
  readonly detail: string | null;
}

/** The verdict on the run, and on each phone. */
export interface RunVerdict {
  readonly verdict: VerdictWord;
  readonly headline: string;
  readonly detail: string | null;
  readonly devices: readonly DeviceVerdict[];
}

/** All that the verdict rests on. */
export interface GateRequest {
  readonly devices: readonly { readonly id: string; readonly name: string }[];
  readonly purpose: RunPurpose;
  readonly comparisons: readonly MetricComparison[];
  /** Every metric of the gate: one without a change on a phone is missing there, and missing never passes. */
  readonly gating: readonly { readonly metric: string; readonly name: string }[];
  /** Those without a device are about every one. */
  readonly caveats: readonly {
    readonly device: string | null;
    readonly message: string;
    readonly invalidates: boolean;
  }[];
}

/** Two-sided, over all tests of a run: a clean one is stopped in one of a hundred at most (`npm run eval`). */
const ALPHA = 0.02;

interface GatedChange {
  readonly comparison: MetricComparison;
  readonly change: DeviceChange;
  readonly adjustedP: number;
}

/** A verdict per phone and one for the run. A certain regression beats everything; a missing phone never gives GO. */
export function decideVerdict(request: GateRequest): RunVerdict {
  const cells = gatedChanges(request.comparisons);
  const devices = request.devices.map((device) => deviceVerdict(request, device, cells));
  const worstFirst = [...devices].sort((a, b) => regressionOf(b, cells) - regressionOf(a, cells));
  return { ...runVerdict(request, worstFirst), devices };
}

/** The phone's largest certain regression in terms of its limit; 0 without one. */
const regressionOf = ({ device }: DeviceVerdict, cells: readonly GatedChange[]): number =>
  Math.max(
    0,
    ...cells.filter((cell) => cell.change.device === device && isCertain(cell, 'regression')).map(excess),
  );

function deviceVerdict(
  request: GateRequest,
  device: { id: string; name: string },
  cells: readonly GatedChange[],
): DeviceVerdict {
  const tell = (verdict: VerdictWord, reason: string, detail: string | null = null): DeviceVerdict => ({
    device: device.id,
    name: device.name,
    verdict,
    reason,
    detail,
  });
  const changes = cells.filter(({ change }) => change.device === device.id);
  const { purpose } = request;
  const regressions = changes.filter((cell) => isCertain(cell, 'regression'));
  const [worst] = regressions.sort((a, b) => excess(b) - excess(a));
  const invalid = request.caveats.find(
    (caveat) => caveat.invalidates && (caveat.device === null || caveat.device === device.id),
  );
  if (worst && purpose === 'two-builds')
    return tell(
      'NO-GO',
      `${changeSentence(device.name, worst)}${others(regressions.length)}`,
      changeDetail(worst),
    );
  if (invalid) return tell('INVALID', invalid.message);
  if (purpose === 'same-build') return tell('INCONCLUSIVE', ...againstItself(changes));
  if (purpose !== 'two-builds') return tell('INCONCLUSIVE', answerWithoutVerdict[purpose]);
  if (changes.length === 0) return tell('INVALID', `${device.name} has no comparable launches`);
  const doubt = doubtOf(request, changes);
  return doubt === null ? tell('GO', within(changes)) : tell('INCONCLUSIVE', doubt);
}

/** Why a phone without a certain regression is not within limits: GO needs a proof for every metric of the gate. */
function doubtOf({ gating }: GateRequest, changes: readonly GatedChange[]): string | null {
  const open = changes.find(({ change }) => change.reading === 'not-enough-evidence');
  if (open) return cannotTell(open);
  const suspect = changes.find(({ change }) => change.reading === 'regression');
  if (suspect) return suspicion(suspect);
  const missing = gating.find(
    ({ metric }) => !changes.some(({ comparison }) => comparison.metric === metric),
  );
  return missing ? `Cannot tell: ${missing.name}: no comparable value` : null;
}

/** Every metric of the gate on every phone: one family of tests, since any of them stops the run. */
function gatedChanges(comparisons: readonly MetricComparison[]): GatedChange[] {
  const found = comparisons.flatMap((comparison) =>
    comparison.gating ? comparison.perDevice.map((change) => ({ comparison, change })) : [],
  );
  const adjusted = holm(found.map(({ change }) => change.gateP ?? change.p ?? 1));
  return found.map((each, i) => ({ ...each, adjustedP: adjusted[i] ?? 1 }));
}

/** Certain after Holm, and larger than what is allowed. Any other regression is suspect: no stop, and no pass either. */
function isCertain({ change, adjustedP }: GatedChange, reading: DeviceChange['reading']): boolean {
  const size = Math.abs(change.changePercent ?? 0);
  return change.reading === reading && adjustedP <= ALPHA && size > change.allowedPercent;
}

/** One build differs from itself by noise alone: a certain difference is the phone's or the lab's, and no build is to blame. */
function againstItself(changes: readonly GatedChange[]): [reason: string, detail: string | null] {
  const differs = changes.find((cell) => isCertain(cell, 'regression') || isCertain(cell, 'improvement'));
  if (!differs) return [answerWithoutVerdict['same-build'], null];
  const size = digits(Math.abs(differs.change.changePercent ?? 0));
  return [
    `Same build twice, and yet ${differs.comparison.name} differs by ${size} %: do not trust this phone’s numbers`,
    changeDetail(differs),
  ];
}

const excess = ({ change }: GatedChange): number =>
  Math.abs(change.changePercent ?? 0) / change.allowedPercent;
const others = (count: number): string => (count > 1 ? ` (+${count - 1} more)` : '');

/** What "worse" is called for each gating metric. */
const worseWord: Readonly<Record<string, string>> = {
  decode_rate: 'decodes',
  ttft: 'first token is',
  footprint_peak: 'peak memory is',
  plateau: 'settles',
  work_600: 'does its work of 600 s',
};

function changeSentence(device: string, { comparison, change }: GatedChange): string {
  const subject = worseWord[comparison.metric] ?? `${comparison.name} is`;
  const word = comparison.metric === 'footprint_peak' ? 'larger' : 'slower';
  return `${device} ${subject} ${digits(Math.abs(change.changePercent ?? 0))} % ${word} than baseline`;
}

function changeDetail({ change }: GatedChange): string {
  const [low, high] = change.ci95Percent ?? [0, 0];
  const [least, most] = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b);
  const sizes = `${digits(least ?? 0)} to ${digits(most ?? 0)} %`;
  return `95 % interval ${sizes}, from ${change.blocks} blocks; allowed ${digits(change.allowedPercent)} %`;
}

function cannotTell({ comparison, change }: GatedChange): string {
  const [low, high] = change.ci95Percent ?? [Number.NaN, Number.NaN];
  if (change.ci95Percent === null || change.note !== null)
    return `Cannot tell: ${comparison.name}: ${change.note ?? 'not enough blocks'}`;
  const more =
    change.blocksNeeded === null
      ? ''
      : `; needs about ${Math.max(1, change.blocksNeeded - change.blocks)} more blocks`;
  return `Cannot tell: ${comparison.name}: interval ${digits(low)} to ${digits(high)} % crosses the ${digits(change.allowedPercent)} % limit${more}`;
}

function suspicion({ comparison, change, adjustedP }: GatedChange): string {
  const size = `${digits(Math.abs(change.changePercent ?? Number.NaN))} % worse`;
  const why =
    adjustedP > ALPHA
      ? `not certain among the metrics of the gate (adjusted p ${digits(adjustedP)})`
      : `not surely inside the ${digits(change.allowedPercent)} % limit`;
  return `Suspect: ${comparison.name}: ${size}, ${why}`;
}

function within(changes: readonly GatedChange[]): string {
  const improved = changes.find(({ change }) => change.reading === 'improvement' && change.beyondMargin);
  if (!improved) return 'within limits';
  const size = digits(Math.abs(improved.change.changePercent ?? 0));
  return `within limits; ${improved.comparison.name} improved ${size} %: consider a new baseline`;
}

const digits = (value: number): string => String(Number(value.toPrecision(3)));

/** Worst first. */
const order: readonly VerdictWord[] = ['NO-GO', 'INVALID', 'INCONCLUSIVE', 'GO'];

function runVerdict(request: GateRequest, devices: readonly DeviceVerdict[]): Omit<RunVerdict, 'devices'> {
  for (const verdict of order) {
    const alike = devices.filter((device) => device.verdict === verdict);
    const first = alike.find((device) => device.detail !== null) ?? alike[0];
    if (!first) continue;
    if (verdict === 'GO') return { verdict, headline: headlineOfGo(devices), detail: null };
    return { verdict, headline: headlineOf(request, first, alike), detail: first.detail };
  }
  return {
    verdict: 'INVALID',
    headline: request.devices.length === 0 ? 'No device was planned' : 'No device has a verdict',
    detail: null,
  };
}

function headlineOf(
  { purpose, devices }: GateRequest,
  first: DeviceVerdict,
  alike: readonly DeviceVerdict[],
): string {
  // An answer that is the run's own names no phone.
  if (purpose !== 'two-builds' && first.reason === answerWithoutVerdict[purpose]) return first.reason;
  const named =
    devices.length > 1 && !first.reason.includes(first.name)
      ? `${first.name}: ${first.reason}`
      : first.reason;
  const said = first.verdict === 'INVALID' ? `${named}; nothing is concluded for it` : named;
  return `${said}${others(alike.length)}`;
}

function headlineOfGo(devices: readonly DeviceVerdict[]): string {
  const noted = devices.find((device) => device.reason !== 'within limits');
  if (noted)
    return `All devices within limits; ${noted.name}: ${noted.reason.replace('within limits; ', '')}`;
  return devices.length === 1
    ? `${devices[0]?.name ?? 'The device'} is within limits`
    : `All ${devices.length} devices within limits`;
}
