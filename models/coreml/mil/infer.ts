import type { Arguments } from './arguments.ts';
import type { TensorType } from './data-type.ts';
import { inferrers } from './infer-rules.ts';
import type { Operation, Value } from './program.ts';

/**
 * The types of an operation's results out of its arguments alone, by our own reading of Apple's operator definitions.
 * What the program declares plays no part, so that the two can be compared.
 * @throws Error when the arguments do not fit the operation
 */
export function inferTypes(operation: Operation, args: Arguments): readonly TensorType[] {
  if (operation.kind === 'const') return [constType(operation.value)];
  const infer = inferrers[operation.kind];
  if (!infer) throw new Error(`the operation ${operation.kind} is not known`);
  return infer(args);
}

function constType(value: Value | null): TensorType {
  if (!value) throw new Error('a const has no value');
  return value.type;
}
