import { Arguments, type Known } from './arguments.ts';
import { sameType, typeText } from './data-type.ts';
import { inferTypes } from './infer.ts';
import { operationRules } from './operation-rules.ts';
import type { Binding, MilFunction, Operation, Value } from './program.ts';

/** Something that Core ML would refuse, or worse, understand differently. */
export interface Problem {
  /** `function/operation`, or the function alone. */
  readonly where: string;
  readonly what: string;
}

/** Names as Core ML's text form allows them. */
const NAME = /^[A-Za-z_][A-Za-z0-9_@]*$/;

/**
 * All problems of one function: names, definitions before use, operations and parameters, types inferred again and
 * held against the declared ones, states read and written in pairs. Blobs are checked by `blobProblems`.
 */
export function functionProblems(milFunction: MilFunction): Problem[] {
  const problems: Problem[] = [];
  const known = new Map<string, Known>();
  const report = (where: string, what: string): void => {
    problems.push({ where: `${milFunction.name}/${where}`, what });
  };
  const define = (name: string, entry: Known): void => {
    if (!NAME.test(name)) report(name, 'is no name that Core ML takes');
    if (known.has(name)) report(name, 'is defined twice');
    known.set(name, entry);
  };
  if (milFunction.opset !== 'CoreML8') report('', `opset ${milFunction.opset} is not CoreML8`);
  for (const { name, type, isState } of milFunction.inputs) define(name, { type, isState, values: null });
  for (const operation of milFunction.operations) {
    for (const what of operationProblems(operation, known)) report(operation.name, what);
    const values = operation.value ? immediateOf(operation.value) : null;
    for (const { name, type } of operation.outputs) define(name, { type, isState: false, values });
  }
  for (const output of milFunction.outputs)
    if (!known.has(output)) report(output, 'is an output that nothing defines');
  if (milFunction.outputs.length === 0) report('', 'has no outputs');
  for (const what of stateProblems(milFunction)) report('', what);
  return problems;
}

/** Without states a stub of a program would still be sound: each is to be read, then written once, then read. */
function stateProblems({ inputs, operations }: MilFunction): string[] {
  const uses = new Map<string, string[]>();
  for (const { kind, inputs: bound } of operations) {
    const [input] = bound['input'] ?? [];
    if (input && 'name' in input) uses.set(input.name, [...(uses.get(input.name) ?? []), kind]);
  }
  return inputs.filter(({ isState }) => isState).flatMap(({ name }) => oneState(name, uses.get(name) ?? []));
}

function oneState(name: string, uses: readonly string[]): string[] {
  const writes = uses.filter((kind) => kind === 'write_state').length;
  if (writes !== 1) return [`the state ${name} is written ${writes} times, not once`];
  const isPaired = uses[0] === 'read_state' && uses.at(-1) === 'read_state';
  return isPaired ? [] : [`the state ${name} must be read before and after it is written`];
}

function operationProblems(operation: Operation, known: ReadonlyMap<string, Known>): string[] {
  const rule = operationRules[operation.kind];
  if (!rule) return [`the operation ${operation.kind} is not known`];
  const allowed = new Set([...rule.must, ...rule.may]);
  const given = Object.keys(operation.inputs);
  const problems = [
    ...rule.must.filter((name) => !given.includes(name)).map((name) => `${operation.kind} lacks ${name}`),
    ...given.filter((name) => !allowed.has(name)).map((name) => `${operation.kind} has no parameter ${name}`),
    ...undefinedNames(operation, known),
  ];
  if (rule.results === 'none' && operation.outputs.length > 0)
    problems.push('has results, it should have none');
  if (operation.name === '') problems.push('has no name');
  return problems.length > 0 ? problems : typeProblems(operation, known);
}

function undefinedNames(operation: Operation, known: ReadonlyMap<string, Known>): string[] {
  return Object.entries(operation.inputs).flatMap(([parameter, bindings]) =>
    bindings.flatMap((each) =>
      'name' in each && !known.has(each.name)
        ? [`${parameter} is ${each.name}, which is not defined before it`]
        : [],
    ),
  );
}

function typeProblems(operation: Operation, known: ReadonlyMap<string, Known>): string[] {
  const bound = new Map(
    Object.entries(operation.inputs).map(([parameter, bindings]) => [
      parameter,
      bindings.flatMap((each) => lookUp(each, known)),
    ]),
  );
  try {
    const inferred = inferTypes(operation, new Arguments(bound));
    const declared = operation.outputs.map(({ type }) => type);
    const differs =
      inferred.length !== declared.length ||
      inferred.some((type, i) => !declared[i] || !sameType(type, declared[i]));
    return differs
      ? [`declares ${declared.map(typeText).join(', ')}; it gives ${inferred.map(typeText).join(', ')}`]
      : [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function lookUp(binding: Binding, known: ReadonlyMap<string, Known>): Known[] {
  if ('value' in binding)
    return [{ type: binding.value.type, isState: false, values: immediateOf(binding.value) }];
  const found = known.get(binding.name);
  return found ? [found] : [];
}

const immediateOf = ({ content }: Value): Known['values'] => ('values' in content ? content.values : null);

export interface UsedConstant {
  /** The operation that uses it. */
  readonly where: string;
  /** Null for the value of a `const`. */
  readonly parameter: string | null;
  readonly value: Value;
}

/** Every constant of a function: those that refer to the weight file are to be looked up. */
export function constantsOf({ operations }: MilFunction): UsedConstant[] {
  return operations.flatMap(({ name, inputs, value }) => [
    ...(value ? [{ where: name, parameter: null, value }] : []),
    ...Object.entries(inputs).flatMap(([parameter, bindings]) =>
      bindings.flatMap((each) => ('value' in each ? [{ where: name, parameter, value: each.value }] : [])),
    ),
  ]);
}
