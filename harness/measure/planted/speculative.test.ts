import { expect, test } from 'vitest';
import { shortStep } from '../../app/manifest.fixture.ts';
import type { PlannedStep } from '../../experiment/planned-step.ts';
import { deriveLogs } from '../../judge/derive.ts';
import type { Measurement } from '../result.ts';
import { agentRun } from './agent-run.fixture.ts';

const random: PlannedStep = { ...shortStep, generateTokens: 33 };
const question: PlannedStep = {
  ...random,
  case: 'question',
  prompt: { kind: 'chat', text: 'Why is the sky blue?' },
};
const speculation = { draftedTokens: 4, acceptedTokens: 3 };

async function measured(
  step: PlannedStep,
  effects: Record<string, unknown> = { speculation },
  edit: (log: string) => string = (log) => log,
): Promise<Measurement> {
  const { manifest, logs } = await agentRun({ launches: [{ steps: [step], effects, edit }] });
  return deriveLogs({ manifest, ...logs }).measurement;
}

const accepted = ({ values }: Measurement) => values.filter(({ metric }) => metric === 'acceptance_rate');
const warned = ({ caveats }: Measurement): boolean =>
  caveats.some(({ code }) => code === 'speculative-on-synthetic');

test('accepted drafts are a share of the drafted ones, and the tokens that they save make decoding faster', async () => {
  const [speculative, plain] = await Promise.all([measured(question), measured(question, {})]);
  expect(accepted(speculative)).toMatchObject([{ case: 'question', value: 75 }]);
  const rate = ({ values }: Measurement): number =>
    values.find(({ metric }) => metric === 'decode_rate')?.value ?? Number.NaN;
  expect(rate(speculative) / rate(plain)).toBeCloseTo(4, 0);
});

test('an engine that drafts nothing has no share of accepted drafts', async () => {
  expect(accepted(await measured(random, {}))).toEqual([]);
});

test('drafts after a prompt of random ids are a doubt, and after a question they are none', async () => {
  expect(warned(await measured(random))).toBe(true);
  expect(warned(await measured(question))).toBe(false);
  expect(warned(await measured(random, {}))).toBe(false);
});

test('more accepted than drafted is no share at all', async () => {
  const broken = await measured(question, { speculation }, (log) =>
    log.replaceAll(/"acceptedTokens":\d+/g, '"acceptedTokens":9000'),
  );
  expect(accepted(broken)).toMatchObject([
    { value: null, reason: expect.stringContaining('more was accepted') },
  ]);
});
