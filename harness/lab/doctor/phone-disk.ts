import type { Check } from './check.ts';
import { bad, good } from './finding.ts';
import type { ExaminedPhone } from './phone.ts';

/** Where no build is named: room for an app and a small model. */
const USUAL_BYTES = 2e9;

/**
 * Room for each model and its copy while it is sent, and for the apps twice, since an upgrade needs both. Models of other builds are
 * removed when the room is needed.
 */
export const phoneDisk: Check<ExaminedPhone> = {
  id: 'phone.disk',
  says: 'the phone has room for the models',
  mend: 'remove apps and photos: Settings › General › iPhone Storage',
  after: ['tunnel.alive'],
  asked: 'always',
  async examine(phone) {
    const free = await phone.freeBytes();
    const there = await modelsOn(phone);
    const wanted = new Map(phone.builds.map(({ modelSha256, modelBytes }) => [modelSha256, modelBytes]));
    const missing = [...wanted].filter(([sha256]) => !there.some((model) => model.sha256 === sha256));
    const removable = sum(
      there.filter(({ sha256 }) => !wanted.has(sha256)).map(({ sizeBytes }) => sizeBytes),
    );
    const models = missing.map(([, bytes]) => bytes);
    const apps = phone.builds.map(({ appBytes }) => appBytes);
    const needed =
      phone.builds.length === 0 ? USUAL_BYTES : sum(models) + largest(models) + 2 * largest(apps);
    const room = free + removable;
    if (room >= needed) return good(`${gigabytes(free)} free`);
    return bad(
      `${gigabytes(room)} can be used, ${gigabytes(needed)} are needed`,
      `free ${gigabytes(needed - room)} on the phone: Settings › General › iPhone Storage`,
    );
  },
};

async function modelsOn(phone: ExaminedPhone) {
  const ids = [...new Set(phone.builds.map(({ bundleId }) => bundleId))];
  return (await Promise.all(ids.map((id) => phone.models(id)))).flat();
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const largest = (values: readonly number[]): number => Math.max(0, ...values);
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
