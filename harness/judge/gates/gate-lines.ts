import { metricDefinition } from '../../measure/metrics/index.ts';
import { counted, numberIn } from '../../words/numbers.ts';
import { type BoundFinding, boundText } from '../bound.ts';
import type { GateRequest, Objection } from '../gate-request.ts';
import type { EndCount } from '../launch-ends.ts';
import type { OutputComparison } from '../output.ts';
import type { DeviceVerdict } from '../verdict.ts';
import type { JudgedWaiver } from '../waivers.ts';
import { changeFindings } from './change-findings.ts';
import { type GateFinding, type GateState, isOpen, plainFinding } from './gate-line.ts';
import { waivedFindings } from './waived-findings.ts';

/** What is known besides the request of the gate: also of what it does not object to. */
export interface GateEvidence {
  readonly bounds: readonly BoundFinding[];
  readonly ends: readonly EndCount[];
  readonly outputs: readonly OutputComparison[];
  readonly waivers?: readonly JudgedWaiver[];
}

/**
 * What was asked on each phone, and what was found: comparisons, bounds, output, crashes, and whatever else withholds a pass. A
 * run of two builds is GO where everything passed or is waived, and NO-GO where something failed. Of variants only what keeps a phone from
 * being valid is told, for they are not asked anything.
 */
export function gateFindings(
  request: GateRequest,
  devices: readonly DeviceVerdict[],
  evidence: GateEvidence,
): GateFinding[] {
  if (request.purpose === 'variants')
    return devices
      .filter(({ verdict }) => verdict === 'INVALID')
      .flatMap((device) => phoneFinding(device, []));
  const { leftOut = [], objections = [] } = request;
  const decide = devices.filter(({ device, verdict }) => verdict !== 'INVALID' || !leftOut.includes(device));
  const found = [
    ...(request.purpose === 'one-build' ? [] : changeFindings(request)),
    ...waivedFindings(evidence.waivers ?? [], request.comparisons),
    ...evidence.bounds.map(boundFinding),
    ...outputFindings(evidence, objections),
    ...crashFindings(evidence, objections),
  ];
  const isTold = ({ gate, device }: Objection): boolean =>
    found.some((each) => each.id === gate && each.device === device && isOpen(each));
  const others = objections.filter((each) => !isTold(each)).map(objectionFinding);
  const all = [...found, ...others]
    .filter((finding) => decide.some(({ device }) => device === finding.device))
    .map((finding) => withoutConclusion(finding, decide));
  const open = decide.filter(({ verdict }) => verdict === 'INVALID' || request.purpose === 'two-builds');
  return [...open.flatMap((device) => phoneFinding(device, all)), ...all];
}

/** On a phone of which nothing is concluded, nothing passes. */
function withoutConclusion(finding: GateFinding, devices: readonly DeviceVerdict[]): GateFinding {
  const own = devices.find(({ device }) => device === finding.device);
  if (own?.verdict !== 'INVALID' || isOpen(finding)) return finding;
  return { ...finding, state: 'unknown', sentence: `Nothing is concluded: ${own.reason}` };
}

/** A phone that does not pass, for a reason that none of the other lines says. */
function phoneFinding(
  { device, name, verdict, reason }: DeviceVerdict,
  others: readonly GateFinding[],
): GateFinding[] {
  const isSaid = others.some((each) => each.device === device && isOpen(each));
  if (verdict === 'GO' || (verdict !== 'INVALID' && isSaid)) return [];
  const said = {
    id: 'phones',
    name: 'Phones',
    device,
    sentence: reason.includes(name) ? reason : `${name}: ${reason}`,
  } as const;
  return [
    plainFinding({ ...said, state: 'unknown', measured: verdict === 'INVALID' ? 'not valid' : reason }),
  ];
}

const boundName = (id: string): string => {
  const metric = metricDefinition(id);
  if (!metric) return id;
  return metric.gate === null ? metric.name : `${metric.name}, limit`;
};

function boundFinding({ bound, device, metric, state, held, reason }: BoundFinding): GateFinding {
  const unit = metric?.unit ?? '';
  const measured = held === null ? 'no value' : `${numberIn(unit, held.value)} ${unit}`;
  const allowed = boundText(bound, unit);
  const name = boundName(bound.metric);
  const kept = `${name} is ${measured} on ${device.name} in ${held?.place ?? ''}; allowed ${allowed}`;
  const said = { id: `${bound.metric}.limit`, name, device: device.id, state, measured } as const;
  return {
    ...plainFinding({ ...said, sentence: reason ?? kept }),
    ...{ value: held?.value ?? null, unit, allowed },
    ...{ atLeast: bound.atLeast ?? null, atMost: bound.atMost ?? null },
    weight: nearness(bound, held?.value ?? null),
  };
}

/** How much of a bound is used up. */
function nearness({ atMost, atLeast }: BoundFinding['bound'], value: number | null): number {
  if (value === null) return 0;
  if (atMost !== undefined) return value / atMost;
  return atLeast === undefined ? 0 : atLeast / value;
}

/** A finding that is kept, or what objects to it. */
function objectable(
  about: Pick<GateFinding, 'id' | 'name' | 'measured'> & { readonly device: string },
  objections: readonly Objection[],
  kept: string,
): GateFinding {
  const objection = objections.find(({ gate, device }) => gate === about.id && device === about.device);
  const state = objection ? stateOf(objection) : 'passed';
  return plainFinding({ ...about, state, sentence: objection ? sentenceOf(objection) : kept });
}

/** How many answers are the same as the baseline's, where the same are to be expected. */
function outputFindings({ outputs }: GateEvidence, objections: readonly Objection[]): GateFinding[] {
  return outputs.flatMap(({ device, casesCompared, casesDiffering, casesUnknown }) => {
    if (casesCompared + casesUnknown === 0) return [];
    const of = counted(casesCompared, 'case');
    const measured = casesDiffering > 0 ? `other in ${casesDiffering} of ${of}` : `the same in ${of}`;
    const about = { id: 'output', name: 'Output', device, measured };
    const finding = objectable(about, objections, `The answers are ${measured}`);
    return [{ ...finding, weight: casesDiffering - casesCompared }];
  });
}

/** Over all suites of a phone, and over all phones. */
function crashFindings({ ends }: GateEvidence, objections: readonly Objection[]): GateFinding[] {
  const own = ends.filter(({ role }) => role === 'candidate');
  const all = deathsOf(own);
  return [...new Set(own.map(({ device }) => device))].flatMap((device): GateFinding[] => {
    const { died, ran, measured } = deathsOf(own.filter((each) => each.device === device));
    if (ran === 0) return [];
    const about = { id: 'crashes', name: 'Crashes', device, measured };
    const finding = objectable(about, objections, crashSentence(measured));
    // What objects to a phone says itself which launches it counts.
    const said = finding.state === 'passed' ? { sentence: crashSentence(all.measured) } : {};
    return [{ ...finding, weight: died, overall: { measured: all.measured, ...said } }];
  });
}

const crashSentence = (measured: string): string => `The candidate crashed in ${measured}`;

/** Launches that a phone lost say nothing of the app. */
function deathsOf(ends: readonly EndCount[]): { died: number; ran: number; measured: string } {
  const ran = ends.reduce((sum, each) => sum + each.launches - (each.ends.lost ?? 0), 0);
  const died = ends.reduce((sum, each) => sum + each.died, 0);
  return { died, ran, measured: `${died} of ${counted(ran, 'launch', 'launches')}` };
}

const names: Readonly<Record<string, string>> = {
  crashes: 'Crashes',
  output: 'Output',
  launches: 'Launches',
  conditions: 'Conditions',
  memory: 'Memory',
  waivers: 'Waivers',
};

const stateOf = ({ verdict }: Objection): GateState => (verdict === 'NO-GO' ? 'failed' : 'unknown');

const sentenceOf = ({ reason, detail }: Objection): string =>
  detail === null ? reason : `${reason}; ${detail}`;

/** Shown under the name of what it objects to, also where nothing else was found for that. */
function objectionFinding(objection: Objection): GateFinding {
  const { device, gate, reason } = objection;
  const name = names[gate] ?? boundName(gate.replace(/\.limit$/, ''));
  const measured = reason.replace(/^Cannot tell: /, '');
  const about = { id: gate, name, device, measured };
  return plainFinding({ ...about, state: stateOf(objection), sentence: sentenceOf(objection) });
}
