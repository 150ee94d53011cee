import { z } from 'zod';
import { didYouMean, nearestName } from './nearest.ts';

/** One sentence a person can act on from a failed validation: JSON path, what is wrong, the nearest known key. */
export function schemaProblem(error: z.ZodError, schema: z.ZodType): string {
  // A mistyped key also makes the right one missing: the key that is there is the one to tell of.
  const issue = error.issues.find((each) => each.code === 'unrecognized_keys') ?? error.issues[0];
  if (!issue) return 'is not valid';
  const path = jsonPath(issue.path);
  if (issue.code !== 'unrecognized_keys') return `${path} ${issue.message}`;
  const key = issue.keys[0] ?? '';
  const near = nearestName(key, knownKeys(schema));
  return `${path} has an unknown key "${key}"${didYouMean(near)}`;
}

function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${String(part)}`),
    '$',
  );
}

/** Every property name that the schema knows at any depth. */
function knownKeys(schema: z.ZodType): string[] {
  const keys = new Set<string>();
  collectKeys(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), keys);
  return [...keys];
}

function collectKeys(node: unknown, keys: Set<string>): void {
  if (Array.isArray(node)) for (const item of node) collectKeys(item, keys);
  else if (node && typeof node === 'object') {
    for (const [name, value] of Object.entries(node)) {
      if (name === 'properties' && value && typeof value === 'object')
        for (const key of Object.keys(value)) keys.add(key);
      collectKeys(value, keys);
    }
  }
}
