import { type Attributes, type TracerProvider, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labOfFile } from './lab-of-file.fixture.ts';
import { setQuarantine } from './lab-status.ts';
import { labUnderWay } from './lab-under-way.fixture.ts';
import { labReadings } from './readings.ts';
import { labManifest } from './simulated-lab.fixture.ts';
import { exportReadings, inSpan } from './telemetry.ts';
import { workerMeter } from './worker-meter.ts';

beforeAll(recordSpans);
afterAll(() => trace.disable());
const { withLab, lab } = labOfFile(labUnderWay);

interface RecordedSpan {
  readonly name: string;
  readonly attributes: Attributes;
  status?: unknown;
  ended?: true;
}

const spans: RecordedSpan[] = [];
const ownSpans = (): RecordedSpan[] => spans.filter(({ name }) => name.startsWith('heatsoak.'));

/** A span as an SDK makes it, which keeps what is asked of it here and takes whatever else the queue notes. */
function startSpan(name: string, { attributes = {} }: { attributes?: Attributes } = {}): object {
  const kept: RecordedSpan = { name, attributes: { ...attributes } };
  spans.push(kept);
  const known: Record<string, unknown> = {
    setAttributes: (more: Attributes) => Object.assign(kept.attributes, more),
    setStatus: (status: unknown) => Object.assign(kept, { status }),
    end: () => Object.assign(kept, { ended: true }),
  };
  return new Proxy(known, { get: (_, method) => known[String(method)] ?? (() => undefined) });
}

/** Registers what an SDK would. */
function recordSpans(): void {
  const startActiveSpan = (name: string, ...rest: unknown[]): unknown => {
    const work = rest.at(-1) as (span: object) => unknown;
    return work(startSpan(name, rest.length > 1 ? (rest[0] as { attributes?: Attributes }) : {}));
  };
  const tracer = { startSpan, startActiveSpan };
  trace.setGlobalTracerProvider({ getTracer: () => tracer } as unknown as TracerProvider);
}

withLab('a session is a span with what came of it; so is the judgement of its run', async () => {
  spans.length = 0;
  const meter = workerMeter(() => 0);
  await lab().worker('h1', ['one'], { meter });
  await lab().coordinator();
  await lab().submit(labManifest('traced', ['one']));
  await lab().result('traced');
  await lab().until(async () => ownSpans().length > 0 && ownSpans().every(({ ended }) => ended));
  expect(ownSpans()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        name: 'heatsoak.session',
        ended: true,
        attributes: {
          'heatsoak.run': 'traced',
          'heatsoak.slot': 'one',
          'heatsoak.phone': 'one',
          'heatsoak.end': 'done',
        },
      }),
      expect.objectContaining({ name: 'heatsoak.measure', attributes: { 'heatsoak.attempt': 1 } }),
      expect.objectContaining({ name: 'heatsoak.ship' }),
      expect.objectContaining({
        name: 'heatsoak.judge',
        attributes: expect.objectContaining({
          'heatsoak.run': 'traced',
          'heatsoak.verdict': expect.any(String),
        }),
      }),
    ]),
  );
  await lab().until(async () => readValue(meter.readings(), 'worker.sessions', 'done') === 1);
});

const readValue = (
  readings: Awaited<ReturnType<typeof labReadings>>,
  name: string,
  label: string,
): number | undefined =>
  readings
    .find((each) => each.name === name)
    ?.values.find(({ labels }) => Object.values(labels).includes(label))?.value;

withLab(
  'a coordinator reads how many sessions wait and how many phones are idle or in quarantine',
  async () => {
    const database = await lab().as('heatsoak_desk');
    await lab().submit(labManifest('waits', ['elsewhere']));
    await setQuarantine(lab().owner, 'one', 'a test');
    const readings = await labReadings(database);
    expect(readValue(readings, 'lab.sessions', 'waiting')).toBe(1);
    expect(readValue(readings, 'lab.phones', 'quarantined')).toBe(1);
    expect(readValue(readings, 'lab.phones', 'idle')).toBe(0);
    expect(readings.find(({ name }) => name === 'lab.runs.open')?.values).toEqual([{ labels: {}, value: 1 }]);
  },
);

test('a span says that its work failed, and the work’s own error is what is thrown', async () => {
  spans.length = 0;
  const broken = inSpan('heatsoak.broken', {}, () => Promise.reject(new Error('no phone')));
  await expect(broken).rejects.toThrow('no phone');
  expect(ownSpans()).toMatchObject([{ status: { message: 'no phone' }, ended: true }]);
});

test('without an SDK readings are read once, and never again', async () => {
  let reads = 0;
  const stop = await exportReadings(async () => {
    reads += 1;
    return workerMeter(() => 0).readings();
  });
  stop();
  expect(reads).toBe(1);
});
