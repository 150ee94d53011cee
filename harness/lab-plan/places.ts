import type { Manifest, PlannedDevice } from '../experiment/manifest.ts';

/** Queue of what is meant for one phone. */
export const phoneQueue = (phone: string): string => `phone/${phone}`;

/** Queue of what any phone of a model may take. A queue's name has no comma: `iPhone15,4` is `pool/iPhone15-4`. */
export const poolQueue = (model: string): string => `pool/${model.replaceAll(',', '-')}`;

/** Names a place in a run for a phone that is not known yet; numbers count from 1. */
export const placeName = (model: string, number: number): string =>
  `${model.replaceAll(/[^A-Za-z0-9]/g, '-')}-place-${number}`;

/** Which phone took which place of a run, by the place's name. */
export type TakenPlaces = ReadonlyMap<string, TakingPhone>;

/** The phone that took a place, as it was then. */
export type TakingPhone = Pick<PlannedDevice, 'id' | 'name' | 'udid'>;

/**
 * The plan with the phones that took its places. A place gets its phone's id, name and udid, and nothing else changes: its launches
 * were planned for any phone of the model. Places that nobody took, and phones that were meant by name, stay as they are.
 */
export function withPhones(manifest: Manifest, taken: TakenPlaces): Manifest {
  return {
    ...manifest,
    sessions: manifest.sessions.map((session) => {
      const phone = taken.get(session.device.id);
      return phone === undefined ? session : { ...session, device: { ...session.device, ...phone } };
    }),
  };
}
