import { join } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import type { Manifest } from '../../experiment/manifest.ts';
import { scratchFolder } from '../../files/scratch-folder.ts';
import { writeDocument } from '../../files/write-whole.ts';
import type { Device } from '../../lab/devices-file.ts';
import { placeName } from '../../lab-plan/places.ts';
import { storeArtefacts } from '../../lab-server/artefact-store.ts';
import type { Database } from '../../lab-server/database.ts';
import type { SubmittedRun } from '../../lab-server/submit-run.ts';
import { plan, type RunOptions } from '../plan.ts';
import type { Ports } from '../ports.ts';

/** What is measured on phones of a lab: as `run` plans it. */
export interface LabRunOptions extends Omit<RunOptions, 'devices' | 'reference'> {
  /** Any phones of a model instead of certain ones, such as `iPhone15,4=2`. */
  readonly pool?: readonly string[] | undefined;
  /** Folder in which hosts find apps and models by hash; an HTTPS address is filled by its owner. */
  readonly artefacts: string;
}

/**
 * Plans a run on the lab's phones, and puts its files where hosts find them. A run of a lab has no reference: that would be one
 * host's.
 * @throws HeatsoakError `LAB_PHONES_LACKING`, and what `plan` throws
 */
export async function planForLab(
  database: Database,
  options: LabRunOptions,
  ports: Pick<Ports, 'now' | 'folders'>,
): Promise<Omit<SubmittedRun, 'deadline'>> {
  const phones = await phonesOf(database);
  const pools = (options.pool ?? []).map(poolOf);
  const chosen = pools.length === 0 ? options.device : pools.flatMap((pool) => standIns(pool, phones));
  const { manifest, lab } = await planOn(phones, { ...options, device: chosen }, ports);
  if (!/^https:/.test(options.artefacts)) await storeArtefacts(manifest, options.artefacts);
  const placed =
    pools.length === 0 ? { manifest, pools: new Map<string, string>() } : asPlaces(manifest, pools);
  return { ...placed, cooldown: lab.cooldown };
}

interface LabPhone {
  readonly id: string;
  readonly model: string;
  readonly device: Device;
}

async function phonesOf(database: Database): Promise<LabPhone[]> {
  const phones = await database.query<{ id: string; model: string; device: Device }>(
    'select id, model, device from heatsoak.phone where quarantined is null order by id',
  );
  if (phones.length > 0) return phones;
  throw new HeatsoakError('LAB_PHONES_LACKING', 'no host of the lab has announced a phone', {
    hint: 'start heatsoak worker on the hosts first',
  });
}

interface Pool {
  readonly model: string;
  readonly places: number;
}

function poolOf(text: string): Pool {
  const [, model, places] = /^(.+)=([1-9]\d*)$/.exec(text) ?? [];
  if (model === undefined)
    throw new HeatsoakError('USAGE', `--pool ${text}: MODEL=PLACES, such as iPhone15,4=2`);
  return { model, places: Number(places) };
}

/** Phones that the places of a pool are planned with; whichever are free measure. */
function standIns({ model, places }: Pool, phones: readonly LabPhone[]): string[] {
  const own = phones.filter((phone) => phone.model === model);
  if (own.length >= places) return own.slice(0, places).map(({ id }) => id);
  throw new HeatsoakError('LAB_PHONES_LACKING', `the lab has ${own.length} of ${places} phones ${model}`, {
    hint: 'a phone takes one place of a run; heatsoak lab phones lists them',
  });
}

async function planOn(
  phones: readonly LabPhone[],
  options: LabRunOptions,
  ports: Pick<Ports, 'now' | 'folders'>,
) {
  const scratch = await scratchFolder('submit');
  try {
    const devices = join(scratch.path, 'devices.json');
    await writeDocument(devices, { devices: phones.map(({ device }) => device) });
    return await plan({ ...options, devices, reference: false }, ports);
  } finally {
    await scratch.remove();
  }
}

/** Each planned phone becomes a place of its model, with the launches that were planned for it. */
function asPlaces(manifest: Manifest, pools: readonly Pool[]) {
  const placed = new Map<string, string>();
  const taken = new Map<string, number>();
  const sessions = manifest.sessions.map((session) => {
    const { model } = session.device;
    const number = (taken.get(model) ?? 0) + 1;
    taken.set(model, number);
    const id = placeName(model, number);
    if (pools.some((pool) => pool.model === model)) placed.set(id, model);
    return { ...session, device: { ...session.device, id, name: `any ${model}`, udid: null } };
  });
  return { manifest: { ...manifest, sessions }, pools: placed };
}
