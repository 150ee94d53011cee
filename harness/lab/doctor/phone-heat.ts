import type { Check } from './check.ts';
import { type Finding, good, mild } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

/** Three minutes, as one reading a minute: the gauge is slow. */
const READINGS = 3;
const BETWEEN_SECONDS = 60;
/** A phone that falls by less in three minutes has reached what it idles at. */
const FLAT_CELSIUS = 0.2;
/** What a gate should leave above the idle temperature. */
const ABOVE_IDLE_CELSIUS = 2;

export const phoneHeat: Check<ExaminedPhone> = {
  id: 'phone.heat',
  says: 'the phone is below the gate of the cool-down',
  mend: 'let it lie for ten minutes, without its case, away from the others',
  after: ['tunnel.alive'],
  asked: 'always',
  async examine(phone) {
    const celsius = await temperatureOf(phone);
    return celsius === null ? silent() : judged(celsius, phone);
  },
};

/** Learns what it idles at: a gate below that is never reached. */
export const phoneIdleHeat: Check<ExaminedPhone> = {
  ...phoneHeat,
  id: 'phone.idle-heat',
  says: 'the gate of the cool-down can be reached',
  asked: 'long',
  limitSeconds: READINGS * BETWEEN_SECONDS + 30,
  async examine(phone) {
    const readings: number[] = [];
    for (let i = 0; i <= READINGS; i++) {
      if (i > 0) await phone.wait(BETWEEN_SECONDS);
      const celsius = await temperatureOf(phone);
      if (celsius === null) return silent();
      readings.push(celsius);
    }
    return overTime(readings, phone);
  },
};

function overTime(readings: readonly number[], phone: ExaminedPhone): Finding {
  const first = readings[0] ?? 0;
  const last = readings.at(-1) ?? 0;
  const { gateCelsius } = phone.expected;
  const isFlat = first - last < FLAT_CELSIUS;
  if (last <= gateCelsius) return good(`${last.toFixed(1)} °C, the gate is ${gateCelsius} °C`);
  if (!isFlat) return mild(`${last.toFixed(1)} °C and falling`);
  const gate = Math.ceil(last + ABOVE_IDLE_CELSIUS);
  return mild(
    `it idles at ${last.toFixed(1)} °C, above the gate of ${gateCelsius} °C: no launch would start cool`,
    `"cooldown": { "batteryCelsius": ${gate} } in devices.json, or a cooler room`,
  );
}

const judged = (celsius: number, { expected }: ExaminedPhone): Finding =>
  celsius <= expected.gateCelsius
    ? good(`${celsius.toFixed(1)} °C`)
    : mild(`${celsius.toFixed(1)} °C, the gate is ${expected.gateCelsius} °C`);

const silent = (): Finding =>
  mild(
    'the phone does not tell the temperature of its battery: a launch cannot know that it starts cool',
    'restart the phone; its diagnostics service does not answer',
  );

/** °C; null where the phone has none to tell. */
async function temperatureOf(phone: ExaminedPhone): Promise<number | null> {
  const { Temperature: centidegrees } = await phone.powerSource();
  return typeof centidegrees === 'number' ? centidegrees / 100 : null;
}
