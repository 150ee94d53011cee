import { buildBinary, type PlistValue } from 'plist';
import { readPlist } from '../../plist/read-plist.ts';

/** What Instruments is told and tells: values of property lists that archive to themselves. */
export type Archivable =
  | null
  | boolean
  | number
  | string
  | readonly Archivable[]
  | { readonly [key: string]: Archivable };

/** A reference into the objects of an archive, as property lists have it. */
type Uid = { UID: number };

const NULL = '$null';
/** An answer has some levels and some hundred objects; more are no answer. */
const DEEPEST = 32;
const MOST_OBJECTS = 10_000;

/** A value as NSKeyedArchiver writes it, in a binary property list. */
export function archived(value: Archivable): Buffer {
  const objects: unknown[] = [NULL];
  const root = place(value, objects);
  const archive = {
    $version: 100_000,
    $archiver: 'NSKeyedArchiver',
    $top: { root },
    $objects: objects as PlistValue[],
  };
  return Buffer.from(buildBinary(archive));
}

/** Adds a value to the objects. @returns where it lies */
function place(value: Archivable, objects: unknown[]): Uid {
  if (value === null) return { UID: 0 };
  const at = objects.push(null) - 1;
  if (typeof value !== 'object') objects[at] = value;
  else if (Array.isArray(value))
    objects[at] = { 'NS.objects': placeAll(value, objects), $class: placeClass('NSArray', objects) };
  else
    objects[at] = {
      'NS.keys': placeAll(Object.keys(value), objects),
      'NS.objects': placeAll(Object.values(value) as Archivable[], objects),
      $class: placeClass('NSDictionary', objects),
    };
  return { UID: at };
}

const placeAll = (values: readonly Archivable[], objects: unknown[]): Uid[] =>
  values.map((value) => place(value, objects));

function placeClass(name: string, objects: unknown[]): Uid {
  return { UID: objects.push({ $classname: name, $classes: [name, 'NSObject'] }) - 1 };
}

/** The value of an archive. Of objects of other classes than arrays and dictionaries, their own keys. @throws Error where it is none */
export function unarchived(bytes: Uint8Array): unknown {
  const { $objects: objects, $top: top } = readPlist(bytes);
  if (!Array.isArray(objects) || typeof top !== 'object' || top === null)
    throw new Error('it is no keyed archive');
  let read = 0;
  const valueAt = (uid: unknown, depth: number): unknown => {
    if (!isUid(uid)) return uid;
    if (depth > DEEPEST || ++read > MOST_OBJECTS) throw new Error('the archive is nested too deep');
    return standsFor(objects[uid.UID], (each) => valueAt(each, depth + 1));
  };
  return valueAt((top as Record<string, unknown>)['root'], 0);
}

/** What an object of an archive stands for. */
function standsFor(object: unknown, follow: (uid: unknown) => unknown): unknown {
  if (object === NULL || object === undefined) return null;
  if (typeof object !== 'object' || object === null || object instanceof Uint8Array) return object;
  const fields = object as Record<string, unknown>;
  const values = listIn(fields['NS.objects'])?.map(follow);
  const keys = listIn(fields['NS.keys'])?.map((each) => keyOf(follow(each)));
  if (values && keys) return Object.fromEntries(keys.map((key, index) => [key, values[index]]));
  if (values) return values;
  const own = Object.entries(fields).filter(([key]) => key !== '$class');
  return Object.fromEntries(own.map(([key, each]) => [key, follow(each)]));
}

/** @throws Error where a key is an object */
function keyOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error('the archive has a key that is no text');
}

const isUid = (value: unknown): value is Uid =>
  typeof value === 'object' && value !== null && typeof (value as Uid).UID === 'number';

const listIn = (value: unknown): readonly unknown[] | null => (Array.isArray(value) ? value : null);
