import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest } from '../../../harness/store/read-manifest.ts';
import type { Lan } from './lan.ts';
import { MACHINES } from './reader.ts';

/** A run folder with a verdict in it. */
export interface JudgedRun {
  /** Its machine, and its folder there. */
  readonly place: string;
  readonly verdict: string;
  /** Ids of the phones that measured. */
  readonly phones: readonly string[];
}

/** Where the guide's commands leave run folders, below a home. */
const PLACES = ['runs', 'merged'];

/** Every run that following the guide has left. */
export async function judgedRuns({ machine }: Lan): Promise<JudgedRun[]> {
  const found = MACHINES.flatMap(({ name }) =>
    PLACES.map((place) => judgedIn(name, machine(name).home, place)),
  );
  return (await Promise.all(found)).flat();
}

async function judgedIn(machine: string, home: string, place: string): Promise<JudgedRun[]> {
  const names = await readdir(join(home, place)).catch(() => []);
  const read = names.map(async (name) => {
    const folder = join(home, place, name);
    const text = await readFile(join(folder, 'result.json'), 'utf8').catch(() => null);
    if (text === null) return [];
    const { verdict } = JSON.parse(text) as { readonly verdict: { readonly verdict: string } };
    const { sessions } = await readManifest(folder);
    const phones = sessions.map(({ device }) => device.id);
    return [{ place: `${machine}:${place}/${name}`, verdict: verdict.verdict, phones }];
  });
  return (await Promise.all(read)).flat();
}
