import type { Reading, ReadNow } from '../../lab-server/readings.ts';
import { exportReadings } from '../../lab-server/telemetry.ts';
import { exposition, sampleLine } from '../../publish/exposition.ts';
import { openLoopbackText } from '../../serve/loopback-text.ts';

/** As OpenMetrics 1.0 is asked for; Prometheus reads it since 2.5. */
const TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/**
 * Shows the numbers of a worker or a coordinator: to OpenTelemetry where an SDK is registered, and to Prometheus under
 * `http://127.0.0.1:PORT/metrics` where a port is named.
 * @param say told the address
 * @returns ends it
 * @throws HeatsoakError `PORT_TAKEN`
 */
export async function showReadings(
  read: ReadNow,
  port: number | undefined,
  say: (message: string) => void,
): Promise<() => Promise<void>> {
  const stop = await exportReadings(read);
  if (port === undefined) return async () => stop();
  const open = await openLoopbackText(
    { path: '/metrics', type: TYPE, text: async () => readingsText(await read()) },
    port,
  );
  say(`metrics: ${open.url}`);
  return async () => {
    stop();
    await open.close();
  };
}

/** Readings in the OpenMetrics text format: dots are underscores, a unit ends the name, and a counter's samples end in `_total`. */
export const readingsText = (readings: readonly Reading[]): string =>
  exposition(
    readings.map(({ name, kind, help, values }) => {
      const full = `heatsoak_${name.replaceAll('.', '_')}`;
      const unit = /_(seconds|bytes)$/.exec(full)?.[1];
      return {
        ...{ name: full, type: kind, help, ...(unit === undefined ? {} : { unit }) },
        samples: values.map(({ labels, value }) =>
          sampleLine(kind === 'counter' ? `${full}_total` : full, labels, value),
        ),
      };
    }),
  );
