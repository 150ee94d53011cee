import { compareMetric } from '../harness/judge/comparison.ts';
import { decideVerdict } from '../harness/judge/gate.ts';
import type { GateRequest } from '../harness/judge/gate-request.ts';
import { linesOf } from '../harness/judge/gates/gate-line.ts';
import { gateFindings } from '../harness/judge/gates/gate-lines.ts';
import type { LaunchValues } from '../harness/judge/levels.ts';
import { createRandom, type Random } from '../harness/statistics/random.ts';
import type { AnswersModel, ReportModel, Timeline } from './report-model.ts';

const names: Record<string, string> = { a: 'iPhone 15', b: 'iPhone 16', c: 'iPhone 17 Pro' };

const where = { device: 'a', suite: 'fidelity', case: 'date', prompt: 'Repeat: 2033-01-10' };
const answersFixture: AnswersModel = {
  differences: [
    {
      ...where,
      tokenIndex: 3,
      baselineId: 7,
      candidateId: 8,
      baselineText: ' 2033-01-10',
      candidateText: ' 20333-01010',
    },
  ],
  flawed: [{ ...where, flaw: 'loop', text: ' the the the', soundOf: 'baseline', isAlone: false }],
  expected: [
    {
      ...where,
      expected: '2033-01-10',
      baseline: 'right',
      candidate: 'wrong',
      reference: 'right',
      text: ' 20333-01010',
    },
  ],
  agreements: [
    {
      device: 'a',
      of: 'candidate, reference',
      answers: 5,
      equalAnswers: 4,
      unknownAnswers: 0,
      prefixPercent: 87.5,
      partingPercent: 0.4,
      scoredCases: 5,
      unlikeCases: 0,
      topOnePercent: 99.2,
      lossNats: 0.003,
    },
  ],
};

/** A run of three virtual phones with as many tokens as asked; the first phone's candidate is slower. */
export function sampleModel(tokensPerLaunch = 12_800): ReportModel {
  const random = createRandom(7);
  const devices = Object.keys(names);
  const launches = devices.flatMap((device) => launchesOf(random, device));
  const unchanged = devices.flatMap((device) => launchesOf(random, device, 0));
  const comparison = (
    metric: string,
    name: string,
    unit: string,
    direction: 'higher' | 'lower',
    marginPercent: number,
    own = launches,
  ) =>
    compareMetric({
      metric,
      name,
      unit,
      direction,
      suite: 'quick',
      ruleOf: () => ({ decides: true, marginPercent, caseMarginPercent: 2 * marginPercent, leastMargin: 0 }),
      launches: own,
    });
  const comparisons = [
    comparison('decode_rate', 'Decode speed', 'tok/s', 'higher', 2),
    comparison('footprint_peak', 'Peak charged memory', 'MiB', 'lower', 30, unchanged),
  ];
  const caveats = [{ device: 'b', message: 'started at thermal state fair', invalidates: false }];
  const request: GateRequest = {
    devices: devices.map((id) => ({ id, name: names[id] ?? id })),
    purpose: 'two-builds',
    comparisons,
    required: devices.flatMap((device) =>
      comparisons.map(({ metric, name, suite }) => ({ device, metric, name, suite })),
    ),
    caveats,
  };
  const decided = decideVerdict(request);
  const gates = linesOf(
    gateFindings(request, decided.devices, {
      bounds: [],
      outputs: [],
      ends: devices.map((device) => ({
        device,
        role: 'candidate',
        suite: 'quick',
        launches: 8,
        died: 0,
        ends: {},
      })),
    }),
  );
  const doubted = { code: 'hot-start', device: 'b', launch: null, message: 'started at thermal state fair' };
  const verdict = { ...decided, doubts: { count: 1, worst: doubted }, gates };
  return {
    run: '2026-01-01T00-00-00Z',
    startedAt: '2026-01-01T00:00:00.000Z',
    builds: [
      { role: 'candidate', name: 'sample <1.1>', version: '1.1', app: 'a'.repeat(64), model: 'b'.repeat(64) },
    ],
    virtualNote:
      'Virtual phones: speed, heat and memory are simulated. Nothing here was measured on an iPhone.',
    verdict,
    launches: { complete: 24, planned: 24 },
    skipped: [],
    command: 'heatsoak demo --seed 7',
    devices: devices.map((id) => ({
      id,
      name: names[id] ?? id,
      virtual: true,
      verdict: verdict.devices.find((device) => device.device === id)?.verdict ?? 'INVALID',
      suite: 'quick',
      values: [20, 240, 1230, 45, 41],
      changeOf: 'Decode speed',
      changePercent: comparisons[0]?.perDevice.find((each) => each.device === id)?.changePercent ?? null,
      ci95Percent: comparisons[0]?.perDevice.find((each) => each.device === id)?.ci95Percent ?? null,
      marginPercent: 2,
    })),
    comparisons,
    deviceNames: names,
    phones: devices.map((id) => ({ id, name: names[id] ?? id, chip: `A1${6 + devices.indexOf(id)}` })),
    soaks: [{ suite: 'sustained', pairs: 1 }],
    slowPlaces: devices.map((device) => slowPlaceFixture(device)),
    curves: ['baseline', 'candidate'].map((role) => curveFixture(random, role)),
    timelines: devices.flatMap((device) =>
      roles.map((role, position) => timelineFixture(random, { device, role, position }, tokensPerLaunch)),
    ),
    vocabularies: [{ model: 'b'.repeat(64), texts: answerIds.map((id) => [id, ` word${id}`] as const) }],
    prompts: devices.map((device) => ({
      device,
      suite: 'quick',
      case: 'chat',
      baselineRate: 20,
      candidateRate: 19,
      baselineAccepted: null,
      candidateAccepted: null,
      baselineTtft: 240,
      candidateTtft: null,
    })),
    answers: answersFixture,
    reference: devices.map((device) => ({
      device,
      suite: 'quick',
      case: 'chat',
      ratio: 0.12,
      parityPercent: 100,
    })),
    loads: [],
    measures: [
      {
        device: 'a',
        suite: 'sustained',
        metric: 't50',
        name: 'Time to −50 %',
        unit: 's',
        baseline: { text: '179', reason: null },
        candidate: { text: '> 600', reason: null },
      },
    ],
    environment: {
      run: [
        ['Run', 'sample'],
        ['Heatsoak', '0.1.0'],
      ],
      builds: ['baseline', 'candidate'],
      ofBuilds: [
        { fact: 'App', values: ['aaaa', 'bbbb'], differs: true },
        { fact: 'Model', values: ['cccc', 'cccc'], differs: false },
      ],
      devices: [{ name: 'iPhone 15', facts: [['Device', 'iPhone15,4, A16']] }],
      unreadable: [
        { devices: ['iPhone 15'], facts: ['compiler', 'SDK'], reason: 'a virtual phone has none' },
      ],
    },
    caveats: [
      {
        device: 'b',
        launch: 'quick-b0-p0',
        code: 'hot-start',
        message: 'started at thermal state fair',
        invalidates: false,
        excludes: false,
      },
    ],
  };
}

function launchesOf(random: Random, device: string, slower = 0.08): LaunchValues[] {
  return Array.from({ length: 16 }, (_, i): LaunchValues => {
    const build = [0, 3].includes(i % 4) ? 'baseline' : 'candidate';
    const effect = device === 'a' && build === 'candidate' ? -slower : 0;
    return {
      device,
      block: `b${Math.floor(i / 4)}`,
      position: i % 4,
      build,
      values: { chat: 20 * Math.exp(effect + 0.005 * random.gauss()) },
    };
  });
}

/** Ten minutes: full speed for 90 s, then half of it. */
function curveFixture(random: Random, role: string): ReportModel['curves'][number] {
  const speeds = Array.from({ length: 600 }, (_, atSecond) => ({
    atSecond,
    tokensPerSecond: (atSecond < 90 ? 12 : 6) * Math.exp(0.03 * random.gauss()),
  }));
  return {
    device: 'a',
    role,
    ...{ suite: 'sustained', launch: `sustained-b0-p0-${role}`, title: `soak 1, ${role}` },
    thermal: [
      { fromSecond: 0, state: 'nominal' },
      { fromSecond: 60, state: 'fair' },
      { fromSecond: 90, state: 'serious' },
    ],
    speeds,
    loadSeconds: 600,
    burst: 12,
    burstUnstable: false,
    plateau: 6,
    plateauReached: true,
    retentionPercent: 50,
    onsetSeconds: 90,
    t25Seconds: null,
  };
}

const TRIAL_TOKENS = 128;
const roles = ['baseline', 'candidate'] as const;
const answerIds = Array.from({ length: TRIAL_TOKENS }, (_, i) => 1000 + i);
/** The candidate's token that stalls: its trial, its place in the answer and how long it took, µs. */
export const stalled = { trial: 3, token: 57, us: 360_000 };

/** The stalled token, as a reader is led to it. */
const slowPlaceFixture = (device: string): ReportModel['slowPlaces'][number] => ({
  ...{ device, suite: 'quick', case: 'recipe', at: 'decode', launch: 'quick-b0-p1-candidate' },
  ...{ window: [19, 22], ratio: 1.1 },
  trial: { index: stalled.trial, token: stalled.token, tokenMs: stalled.us / 1000, window: [17, 25] },
});

function timelineFixture(
  random: Random,
  { device, role, position }: { device: string; role: (typeof roles)[number]; position: number },
  tokens: number,
): Timeline {
  const trials: Timeline['tokens'][number][] = [];
  const meanUs = role === 'candidate' && device === 'a' ? 43_000 : 40_000;
  let t0 = 1e6;
  for (let made = 0; made < tokens; made += TRIAL_TOKENS) {
    const deltasUs = answerIds.map((_, token) =>
      token === stalled.token && trials.length === stalled.trial && role === 'candidate'
        ? stalled.us
        : Math.round(meanUs * Math.exp(0.05 * random.gauss())),
    );
    trials.push({
      t0,
      deltasUs,
      case: trials.length % 2 === 0 ? 'chat' : 'recipe',
      scored: trials.length > 0,
      ids: answerIds,
    });
    t0 += deltasUs.reduce((sum, delta) => sum + delta, 0) + 200_000;
  }
  return {
    ...{ device, role, suite: 'quick', block: 0 },
    launch: `quick-b0-p${position}-${role}`,
    title: `quick, ${role}, block 1, position ${position + 1}`,
    tokens: trials,
    memory: { tUs: [0, t0 / 2, t0], footprintBytes: [1e9, 1.3e9, 1.2e9] },
    limitBytes: 3072 * 2 ** 20,
    vocabulary: 0,
    thermal: [
      { tUs: 0, state: 'nominal' },
      { tUs: t0 / 4, state: 'fair' },
      { tUs: t0 / 2, state: 'serious' },
    ],
    endUs: t0,
    bins: [{ startSecond: 0, medianMs: 40, p95Ms: 44, tokens: 250, state: 'nominal' }],
  };
}
