import { nightFixture } from '../harness/history/night.fixture.ts';
import type { Night } from '../harness/history/night.ts';
import { createRandom } from '../harness/statistics/random.ts';

const NIGHTS = 365;
const PHONES = 8;
const SUITES = 6;
const METRICS = ['decode_rate', 'ttft', 'footprint_peak', 'prefill_rate', 'itl_p50'];

/** A year of nights of eight phones with thirty cells each: noise alone, so that every night is judged. */
export function yearOfNights(): Night[] {
  const random = createRandom(1);
  return Array.from({ length: NIGHTS }, (_, i) => {
    const night = nightFixture(i, {});
    const cells = Array.from({ length: PHONES * SUITES }, (_, j) =>
      METRICS.flatMap((metric) =>
        night.cells.map((cell) => ({
          ...cell,
          metric,
          device: `phone-${j % PHONES}`,
          suite: `suite-${Math.floor(j / PHONES)}`,
          paired: 0.01 * random.gauss(),
        })),
      ),
    );
    return { ...night, cells: cells.flat() };
  });
}
