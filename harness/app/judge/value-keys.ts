import { didYouMean, nearestName } from '../../errors/nearest.ts';
import { type Place, valuesProblem } from './values-problem.ts';

/** What may stand in a row, under these names. */
export const valueKeys = [
  'phone',
  'deviceModel',
  'block',
  'position',
  'build',
  'suite',
  'case',
  'metric',
  'repetition',
  'value',
] as const;
export type ValueKey = (typeof valueKeys)[number];

/** Without these nothing can be judged; the others have defaults. */
const needed: readonly ValueKey[] = ['block', 'position', 'build', 'value'];

/** What other tools call a phone: two of them would else be one, where each has numbers of its own for its blocks. */
const namesOfPhones: ReadonlySet<string> = new Set([
  ...['device', 'deviceid', 'deviceidentifier', 'devicename', 'deviceserial', 'handset', 'iphone'],
  ...['phoneid', 'phoneidentifier', 'phonename', 'phoneserial', 'serial', 'serialnumber', 'udid'],
]);
const namesPhones = (name: string): boolean => namesOfPhones.has(name.toLowerCase().replace(/[ _-]/g, ''));

/** The key that keeps experiments apart, where a file has it. */
export const EXPERIMENT = 'experiment';

/**
 * Holds the keys of a header, or of a JSON row, against those that are known.
 * @param key the name that was given for the experiment's key; null: `experiment`, where there is one
 * @returns names that are not known and near to nothing that is absent: such columns are another tool's, and left alone
 * @throws HeatsoakError `VALUES_INVALID` for a name that is missing, doubled, or near to an absent one
 */
export function foreignKeys(names: readonly string[], key: string | null, place: Place): string[] {
  const known: string[] = [...valueKeys, key ?? EXPERIMENT];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw valuesProblem(place, 'stands there twice', { column: twice });
  const absent = known.filter((name) => !names.includes(name));
  const foreign = names.filter((name) => !known.includes(name));
  for (const name of foreign) {
    const near = absent.includes('phone') && namesPhones(name) ? 'phone' : nearestName(name, absent);
    if (near !== undefined)
      throw valuesProblem(place, `is not known${didYouMean(near)}`, {
        column: name,
        hint: `rename it "${near}", or leave it out`,
      });
  }
  const missing = absent.find((name) => name === key || needed.some((each) => each === name));
  if (missing !== undefined)
    throw valuesProblem(place, `is missing; there are: ${names.join(', ')}`, {
      column: missing,
      hint: `every row needs ${needed.join(', ')}; it may have ${valueKeys.filter((name) => !needed.includes(name)).join(', ')}`,
    });
  return foreign;
}
