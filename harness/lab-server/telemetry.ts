import type { Attributes, Observable } from '@opentelemetry/api';
import { messageOf } from '../errors/heatsoak-error.ts';
import type { ReadNow } from './readings.ts';

/**
 * Traces and metrics by OpenTelemetry's API. Nothing is measured or sent unless whoever starts the process registers an SDK, which
 * reads the OTEL_ variables; without the package nothing happens at all.
 */
const SCOPE = 'heatsoak';

/** The API is an optional peer; null where it is not installed. */
const loadApi = () => import('@opentelemetry/api').catch(() => null);

/**
 * Does some work within a span of its own, below the one that is active.
 * @param work gets a function that notes what came out of it
 */
export async function inSpan<T>(
  name: string,
  attributes: Attributes,
  work: (note: (more: Attributes) => void) => Promise<T>,
): Promise<T> {
  const api = await loadApi();
  if (api === null) return work(() => undefined);
  return api.trace.getTracer(SCOPE).startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work((more) => void span.setAttributes(more));
    } catch (error) {
      span.setStatus({ code: api.SpanStatusCode.ERROR, message: messageOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

/**
 * Has OpenTelemetry read the numbers of a process whenever it exports.
 * @returns ends it
 */
export async function exportReadings(read: ReadNow): Promise<() => void> {
  const api = await loadApi();
  if (api === null) return () => undefined;
  const meter = api.metrics.getMeter(SCOPE);
  const first = await read();
  const instruments = new Map<string, Observable>(
    first.map(({ name, kind, help: description }) => {
      const full = `${SCOPE}.${name}`;
      const made =
        kind === 'gauge'
          ? meter.createObservableGauge(full, { description })
          : meter.createObservableCounter(full, { description });
      return [name, made];
    }),
  );
  const observe: Parameters<typeof meter.addBatchObservableCallback>[0] = async (result) => {
    for (const { name, values } of await read()) {
      const instrument = instruments.get(name);
      for (const { labels, value } of values) if (instrument) result.observe(instrument, value, labels);
    }
  };
  const all = [...instruments.values()];
  meter.addBatchObservableCallback(observe, all);
  return () => meter.removeBatchObservableCallback(observe, all);
}
