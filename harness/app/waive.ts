import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { hasExpired, type Waiver, waiver } from '../experiment/waiver.ts';
import { readUserText } from '../files/read-user-file.ts';
import { writeWhole } from '../files/write-whole.ts';
import { isSamePlace, withoutWaiver, withWaiver } from '../lab/waived-policy.ts';
import { mustBeSuite } from './plan/known-places.ts';
import { mustBeKnown, readGate } from './plan/read-gate.ts';
import { namedSuites, readSuite } from './plan/read-suite.ts';
import { type Ports, portsOf } from './ports.ts';

/** A change that somebody answers for. */
export interface WaiveOptions extends Waiver {
  /** File of the gate policy that the waiver is written into; made where there is none. */
  readonly gate: string;
}

/** What stands in the policy now. */
export interface Waived {
  readonly gate: string;
  readonly waiver: Waiver;
}

/**
 * Writes a waiver into the gate policy, in place of an earlier one about the same. It holds for runs that are planned from then on.
 * @throws HeatsoakError `METRIC_UNKNOWN`, `SUITE_UNKNOWN`, `WAIVER_EXPIRED`, and those of a policy that cannot be read or written
 */
export async function waive(
  { gate, ...asked }: WaiveOptions,
  ports: Pick<Ports, 'now'> = {},
): Promise<Waived> {
  const path = resolve(gate);
  mustBeKnown(asked.metric, `the metric ${asked.metric}`);
  const suite = await suiteIdOf(asked.suite);
  const given = waiver.safeParse(suite === undefined ? asked : { ...asked, suite });
  if (!given.success)
    throw new HeatsoakError('USAGE', `a waiver needs ${needs(given.error.issues[0]?.path[0])}`, {
      hint: 'heatsoak waive decode_rate --owner anna --until 2027-01-31 --why "new sampler, #123"',
    });
  if (hasExpired(given.data, portsOf(ports).now().toISOString()))
    throw new HeatsoakError('WAIVER_EXPIRED', `${given.data.until} is over: the waiver would hold on no day`);
  const text = existsSync(path) ? await readUserText(path) : null;
  if (text !== null) await readGate(path);
  await writeWhole(path, withWaiver(text, given.data));
  return { gate: path, waiver: given.data };
}

/** The id by which runs call a suite, of its name or its file. @throws HeatsoakError `SUITE_UNKNOWN`, and those of a suite's file */
async function suiteIdOf(named: string | undefined): Promise<string | undefined> {
  if (named?.endsWith('.json')) return (await readSuite(named)).id;
  mustBeSuite(named, namedSuites(), '--suite');
  return named;
}

/** @throws HeatsoakError `WAIVER_UNKNOWN`, and those of a policy that cannot be read or written */
export async function removeWaiver({
  gate,
  ...place
}: Pick<WaiveOptions, 'gate' | 'metric' | 'phone' | 'suite'>): Promise<Waived> {
  const path = resolve(gate);
  const { waivers } = await readGate(path);
  const text = withoutWaiver(await readUserText(path), place);
  const removed = waivers.find((each) => isSamePlace(each, place));
  if (text === null || !removed)
    throw new HeatsoakError(
      'WAIVER_UNKNOWN',
      `${path} has no waiver of ${[place.metric, place.phone, place.suite].filter(Boolean).join(', ')}`,
      { where: path },
    );
  await writeWhole(path, text);
  return { gate: path, waiver: removed };
}

const needs = (key: PropertyKey | undefined): string =>
  key === 'until' ? 'a day such as 2027-01-31 behind --until' : `--${String(key)} with some words`;
