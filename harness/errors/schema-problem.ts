import { z } from 'zod';
import { didYouMean, nearestName } from './nearest.ts';

/** One sentence a person can act on from a failed validation: JSON path, what is wrong, the nearest known key. */
export function schemaProblem(error: z.ZodError, schema: z.ZodType): string {
  // A mistyped key also leaves the right one missing: only the mistyped one is reported.
  const issue = error.issues.find((each) => each.code === 'unrecognized_keys') ?? error.issues[0];
  if (!issue) return 'is not valid';
  const path = jsonPath(issue.path);
  if (issue.code === 'unrecognized_keys')
    return `${path} ${unknownKey(issue.keys[0] ?? '', issue.path, schema)}`;
  if (issue.code === 'custom') return `${path} ${issue.message}`;
  if (/received undefined$/.test(issue.message)) return `${path} is missing`;
  return `${path}: ${issue.message.replace(/^Invalid input: /, '')}`;
}

function unknownKey(key: string, path: readonly PropertyKey[], schema: z.ZodType): string {
  const known = knownKeys(schema, path);
  if (known.includes(key)) return `has the key "${key}", which belongs to another kind`;
  const all = known.length > 0 ? `; known here: ${known.join(', ')}` : '';
  return `has an unknown key "${key}"${didYouMean(nearestName(key, known)) || all}`;
}

function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${String(part)}`),
    '$',
  );
}

/** The parts of JSON Schema that lead from a place to the keys there. */
interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
}

/** Every property name that the schema knows at a path, in all its alternatives. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const root = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  }) as SchemaNode;
  const nodes = path.reduce<SchemaNode[]>(
    (at, part) => at.flatMap((node) => step(node, part)),
    alternatives(root),
  );
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

function step(node: SchemaNode, part: PropertyKey): SchemaNode[] {
  const { additionalProperties: others } = node;
  const next =
    typeof part === 'number'
      ? node.items
      : (node.properties?.[String(part)] ?? (typeof others === 'object' ? others : undefined));
  return next === undefined ? [] : alternatives(next);
}

const alternatives = (node: SchemaNode): SchemaNode[] => [
  node,
  ...[node.anyOf, node.oneOf, node.allOf].flatMap((each) => each ?? []).flatMap(alternatives),
];
