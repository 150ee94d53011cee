import type { Check } from './check.ts';
import { bad, good, mild, unanswered } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

/** Below it iOS offers Low Power Mode, and a soak of an hour ends at nothing. */
const LEAST_PERCENT = 20;
const FEW_PERCENT = 40;
/** A charger that carries the load leaves a small current either way. */
const DRAINING_MILLIAMPERE = -150;

export const phonePower: Check<ExaminedPhone> = {
  id: 'phone.power',
  says: `the battery is above ${FEW_PERCENT} %, and the charger carries the load`,
  mend: 'charge the phone first, on a port of 10 W or more',
  after: ['tunnel.alive'],
  asked: 'always',
  async examine(phone) {
    const source = await phone.powerSource();
    const { CurrentCapacity: level, ExternalConnected: isPlugged, InstantAmperage: current } = source;
    if (typeof level !== 'number') return unanswered('the phone does not tell its charge');
    if (level < LEAST_PERCENT) return bad(`${level} %`);
    if (isPlugged !== true) return mild(`${level} %, on battery`, 'plug the charger in');
    if (typeof current === 'number' && signed(current) < DRAINING_MILLIAMPERE)
      return mild(
        `${level} %, and falling at ${-signed(current)} mA though it is plugged in${wattsOf(source)}`,
        'take a stronger port or charger',
      );
    return level < FEW_PERCENT ? mild(`${level} %`) : good(`${level} %, plugged in${wattsOf(source)}`);
  },
};

/** iOS writes negative currents as unsigned 64-bit numbers in places. */
const signed = (milliampere: number): number => (milliampere > 2 ** 63 ? milliampere - 2 ** 64 : milliampere);

function wattsOf({ AdapterDetails: details }: Readonly<Record<string, unknown>>): string {
  const watts = (details as { Watts?: unknown } | undefined)?.Watts;
  return typeof watts === 'number' ? ` at ${watts} W` : '';
}
