import type { Examined, Occasion } from '../lab/doctor/check.ts';
import { examine } from '../lab/doctor/examine.ts';
import type { Host } from '../lab/doctor/host.ts';
import type { ExaminedPhone } from '../lab/doctor/phone.ts';
import { hostChecks, phoneChecks } from '../lab/doctor/register.ts';
import { within } from '../phone/within.ts';

/** What is examined: a host, and the phones that it leads to, all virtual or all real. */
export interface ExaminedLab {
  readonly host: Host;
  readonly isVirtual: boolean;
  readonly phones: readonly ExaminedPhone[];
}

/**
 * Makes all checks of an occasion: those of the host, then those of each phone, the phones side by side. Never throws.
 * @param onExamined called with all that was found of the host, or of a phone
 */
export async function examineLab(
  lab: ExaminedLab,
  occasion: Occasion,
  onExamined: (examined: readonly Examined[]) => void = () => undefined,
): Promise<Examined[]> {
  const common = { occasion, isVirtual: lab.isVirtual, within: inTime };
  const ofHost = await examine(hostChecks, lab.host, { ...common, device: null });
  onExamined(ofHost);
  const ofPhones = await Promise.all(
    lab.phones.map(async (phone) => {
      const found = await examine(phoneChecks, phone, {
        ...common,
        device: phone.expected.id,
        before: ofHost,
      });
      onExamined(found);
      return found;
    }),
  );
  return [...ofHost, ...ofPhones.flat()];
}

const inTime = <T>(work: Promise<T>, limitMs: number): Promise<T> =>
  within(work, limitMs, () => new Error(`no answer within ${limitMs / 1000} s`));
