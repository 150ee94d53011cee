import { inspectForeign, isOwnPackage } from '../coreml/foreign/inspect-foreign.ts';
import { inspectPackage } from '../coreml/inspect-package.ts';
import { PACKAGE_AUTHOR } from '../coreml/package/package-files.ts';
import type { PackageInspection } from '../coreml/package-inspection.ts';
import { visibleText } from '../visible-text.ts';
import type { Inspector } from './inspector.ts';

/** `model inspect` of a Core ML package. What Core ML allocates beside its states nobody has measured: it is not said. */
export const packageInspector: Inspector = {
  kind: 'Core ML package',
  recognises: (path, start) =>
    start === null ? /\.mlpackage\/*$/i.test(path) : path.toLowerCase().endsWith('.mlmodel'),
  inspect: async (path) => {
    const document = await inspected(path);
    // Shown all the same: what is there is what one wants to see of a package that is not sound.
    if (document.problems.length > 0) process.exitCode = 1;
    return { lines: linesOf(document), document };
  },
};

async function inspected(path: string): Promise<PackageInspection> {
  if (path.toLowerCase().endsWith('.mlmodel')) return inspectForeign(path, false);
  return (await isOwnPackage(path, PACKAGE_AUTHOR)) ? inspectPackage(path) : inspectForeign(path, true);
}

/** How many kinds of operations and problems a person wants to see. */
const MOST_KINDS = 8;
const MOST_PROBLEMS = 10;

function linesOf(found: PackageInspection): string[] {
  const kinds = Object.entries(found.operations);
  const { problems } = found;
  return [
    `${found.modelKind ? `Core ML, ${found.modelKind} of another tool` : 'Core ML package'}, specification ${found.specificationVersion}: ${visibleText(found.summary, 200)}`,
    ...found.functions.map(
      ({ name, operations, inputs, outputs, states }) =>
        `  ${visibleText(name)}(${visibleText(inputs.join(', '), 400)}) → ${visibleText(outputs.join(', '), 200)}; ${states} states, ${operations} operations`,
    ),
    `  operations: ${kinds
      .slice(0, MOST_KINDS)
      .map(([kind, times]) => `${visibleText(kind)} ${times}`)
      .join(', ')}${kinds.length > MOST_KINDS ? ` and ${kinds.length - MOST_KINDS} kinds more` : ''}`,
    weightLine(found),
    ...(found.modelKind ? [] : [`  states: ${mebibytes(found.stateBytes)}`]),
    ...(problems.length === 0
      ? [
          found.modelKind
            ? '  whole; what it computes is not checked here'
            : '  sound: types inferred again, every blob found',
        ]
      : [
          `  ${problems.length} problems`,
          ...problems
            .slice(0, MOST_PROBLEMS)
            .map(({ where, what }) => `  ✕ ${visibleText(where)}: ${visibleText(what, 300)}`),
        ]),
  ];
}

function weightLine({ parameters, modelBytes, weightFileBytes, weightBytes }: PackageInspection): string {
  if (parameters === null) return `  weights: in the model itself, ${mebibytes(modelBytes)} with its layers`;
  const types = Object.entries(weightBytes).map(([type, bytes]) => `${type} ${mebibytes(bytes)}`);
  return `  weights: ${(parameters / 1e6).toFixed(1)} M, ${mebibytes(weightFileBytes)}; ${types.join(', ')}`;
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
