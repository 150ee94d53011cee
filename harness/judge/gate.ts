import type { GateRequest, RequiredCell } from './gate-request.ts';
import {
  changeDetail,
  changeSentence,
  differsFromItself,
  doubtIn,
  others,
  withinLimits,
} from './gate-words.ts';
import { excess, type GatedCell, gatedCells, isCertainlyDifferent, regressionIn } from './gated-cells.ts';
import { headlineOf } from './headline.ts';
import { answerWithoutVerdict } from './run-purpose.ts';
import type { DeviceVerdict, GateVerdict, VerdictWord } from './verdict.ts';

/** A verdict per phone and one for the run. A certain regression beats everything; a missing phone never gives GO. */
export function decideVerdict(request: GateRequest): GateVerdict {
  const cells = gatedCells(request.comparisons, request.certainty);
  const devices = [
    ...request.devices.map((device) => deviceVerdict(request, device, cells)),
    ...(request.missingPhones ?? []).map(missingPhone),
  ];
  const worstFirst = [...devices].sort((a, b) => regressionOf(b, cells) - regressionOf(a, cells));
  const deciding = worstFirst.filter((each) => !isLeftOut(each, request));
  const { headline, ...said } = headlineOf(request, deciding);
  return { ...said, headline: `${headline}${withoutPhones(devices, request)}`, devices };
}

/** A phone that did something wrong before it was lost decides all the same. */
const isLeftOut = ({ device, verdict }: DeviceVerdict, { leftOut = [] }: GateRequest): boolean =>
  verdict === 'INVALID' && leftOut.includes(device);

function withoutPhones(devices: readonly DeviceVerdict[], request: GateRequest): string {
  const names = devices.filter((each) => isLeftOut(each, request)).map(({ name }) => name);
  return names.length === 0 ? '' : `; without ${names.join(' and ')}, which the run does not need`;
}

const missingPhone = (model: string): DeviceVerdict => ({
  device: model,
  name: model,
  verdict: 'INVALID',
  reason: `${model} is required by the gate and was not planned`,
  detail: null,
});

/** The phone's largest certain regression in terms of its limit; 0 without one. */
const regressionOf = ({ device }: DeviceVerdict, cells: readonly GatedCell[]): number =>
  Math.max(0, ...cells.filter((cell) => cell.device === device).map(excessIn));

function excessIn(cell: GatedCell): number {
  const regression = regressionIn(cell);
  return regression ? excess(regression) : 0;
}

function deviceVerdict(
  request: GateRequest,
  { id, name }: { id: string; name: string },
  all: readonly GatedCell[],
): DeviceVerdict {
  const decided = (verdict: VerdictWord, reason: string, detail: string | null = null): DeviceVerdict => ({
    device: id,
    name,
    verdict,
    reason,
    detail,
  });
  const { purpose } = request;
  const cells = all.filter((cell) => cell.device === id);
  const required = request.required.filter(({ device }) => device === id);
  const stop = purpose === 'two-builds' ? stopOf(request, { id, name }, cells) : null;
  const invalid = request.caveats.find(
    (caveat) => caveat.invalidates && (caveat.device === null || caveat.device === id),
  )?.message;
  if (stop) return decided('NO-GO', ...andAlso(stop, invalid));
  const death = deathOf(request, id);
  if (invalid !== undefined) return decided('INVALID', ...andAlso([invalid, null], death?.[0]));
  if (purpose === 'one-build' || purpose === 'variants')
    return decided('INCONCLUSIVE', answerWithoutVerdict[purpose]);
  if (death) return decided('INCONCLUSIVE', ...death);
  if (purpose === 'same-build') return decided('INCONCLUSIVE', ...againstItself(cells));
  const isBounded = request.bounded?.includes(id) ?? false;
  if (required.length === 0 && !isBounded)
    return decided('INCONCLUSIVE', 'Cannot tell: no metric of the gate decides in these suites');
  if (cells.length === 0 && required.length > 0)
    return decided('INVALID', `${name} has no comparable launches`);
  const doubt = doubtOf(request, id, required, cells);
  return doubt === null ? decided('GO', withinLimits(cells)) : decided('INCONCLUSIVE', ...doubt);
}

type Reason = readonly [reason: string, detail: string | null];

/** Two things that have nothing to do with each other: a phone that was lost, and an app that died before. */
const andAlso = ([reason, detail]: Reason, other: string | undefined): Reason => [
  other === undefined ? reason : `${reason}; and ${other}`,
  detail,
];

function deathOf({ objections }: GateRequest, device: string): Reason | null {
  const death = objections?.find((each) => each.code === 'app-died' && each.device === device);
  return death ? [death.reason, death.detail] : null;
}

const suitesIn = ({ required }: GateRequest): number => new Set(required.map(({ suite }) => suite)).size;

/** What lets the phone fail: deaths, other answers and broken limits first, then the largest certain regression. */
function stopOf(
  request: GateRequest,
  { id, name }: { id: string; name: string },
  cells: readonly GatedCell[],
): Reason | null {
  const objections = (request.objections ?? []).filter(
    ({ device, verdict }) => device === id && verdict === 'NO-GO',
  );
  const regressions = cells.flatMap((cell) => regressionIn(cell) ?? []);
  const more = others(objections.length + regressions.length);
  const [objection] = objections;
  if (objection) return [`${objection.reason}${more}`, objection.detail];
  const [worst] = regressions.sort((a, b) => excess(b) - excess(a));
  return worst ? [`${changeSentence(name, worst, suitesIn(request))}${more}`, changeDetail(worst)] : null;
}

/** Why a phone without a certain regression is not within limits: GO needs a proof for every cell and every case in it. */
function doubtOf(
  request: GateRequest,
  id: string,
  required: readonly RequiredCell[],
  cells: readonly GatedCell[],
): Reason | null {
  const objection = (request.objections ?? []).find(({ device }) => device === id);
  if (objection) return [objection.reason, objection.detail];
  const unproved = cells.flatMap(({ tests }) => tests).filter(({ change }) => !change.notWorse);
  const open = unproved.find(({ change }) => change.reading !== 'regression') ?? unproved[0];
  if (open) return [doubtIn(open, suitesIn(request)), null];
  const missing = required.find(
    ({ metric, suite }) =>
      !cells.some(({ comparison }) => comparison.metric === metric && comparison.suite === suite),
  );
  if (!missing) return null;
  const where = suitesIn(request) > 1 ? ` in ${missing.suite}` : '';
  return [`Cannot tell: ${missing.name}${where}: no comparable value`, null];
}

function againstItself(cells: readonly GatedCell[]): Reason {
  const differs = cells.flatMap(({ tests }) => tests).find(isCertainlyDifferent);
  if (!differs) return [answerWithoutVerdict['same-build'], null];
  return [differsFromItself(differs), changeDetail(differs)];
}
