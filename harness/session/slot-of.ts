import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { PlannedSession } from '../experiment/manifest.ts';
import type { OpenLab, PhoneSlot } from './phone-slot.ts';

/** The phone of a session. @throws HeatsoakError `DEVICE_UNKNOWN` */
export function slotOf({ slots }: OpenLab, { device }: PlannedSession): PhoneSlot {
  const slot = slots.find((each) => each.device.id === device.id);
  if (slot) return slot;
  throw new HeatsoakError('DEVICE_UNKNOWN', `the lab has no device ${device.id}`, {
    hint: `it has ${slots.map((each) => each.device.id).join(', ')}`,
  });
}
