import { messageOf } from '../../../harness/errors/heatsoak-error.ts';
import { WEIGHT_FILE } from '../blob/blob-layout.ts';
import { type BlobReader, type FoundBlob, storageBytes } from '../blob/read-blobs.ts';
import { sameType, typeText } from '../mil/data-type.ts';
import { constantsOf, functionProblems, type Problem, type UsedConstant } from '../mil/lint.ts';
import {
  type CoreMlModel,
  type Feature,
  type FunctionDescription,
  type MilFunction,
  SPECIFICATION_VERSION,
} from '../mil/program.ts';

/** All that is wrong with a model and its weight file, in reading order. */
export async function packageProblems(model: CoreMlModel, weights: BlobReader): Promise<Problem[]> {
  return [
    ...modelProblems(model),
    ...model.functions.flatMap(functionProblems),
    ...(await blobProblems(model, weights)),
  ];
}

function modelProblems(model: CoreMlModel): Problem[] {
  const problems: string[] = [];
  if (model.specificationVersion !== SPECIFICATION_VERSION)
    problems.push(
      `specification version ${model.specificationVersion} is not ${SPECIFICATION_VERSION} (iOS 18)`,
    );
  const names = model.functions.map(({ name }) => name);
  if (!names.includes(model.defaultFunction))
    problems.push(`the default function ${model.defaultFunction} is not there`);
  for (const { name } of model.descriptions)
    if (!names.includes(name)) problems.push(`the function ${name} is described and not there`);
  for (const each of model.functions) {
    const described = model.descriptions.filter(({ name }) => name === each.name);
    if (described.length !== 1)
      problems.push(`the function ${each.name} is described ${described.length} times`);
    problems.push(...described.flatMap((description) => descriptionProblems(description, each)));
  }
  problems.push(...sharedStateProblems(model));
  return problems.map((what) => ({ where: 'model', what }));
}

/** What the app is promised must be what the function takes and gives. */
function descriptionProblems(description: FunctionDescription, milFunction: MilFunction): string[] {
  const results = new Map(
    milFunction.operations.flatMap(({ outputs }) => outputs.map((output) => [output.name, output] as const)),
  );
  const inputs = milFunction.inputs.filter(({ isState }) => !isState);
  const states = milFunction.inputs.filter(({ isState }) => isState);
  const outputs = milFunction.outputs.flatMap((name) => results.get(name) ?? []);
  return [
    ...featureProblems(`input of ${milFunction.name}`, description.inputs, inputs),
    ...featureProblems(`state of ${milFunction.name}`, description.states, states),
    ...featureProblems(`output of ${milFunction.name}`, description.outputs, outputs),
  ];
}

function featureProblems(kind: string, promised: readonly Feature[], real: readonly Feature[]): string[] {
  const kept = new Map(real.map(({ name, type }) => [name, type]));
  return [
    ...(promised.length === real.length
      ? []
      : [`${promised.length} ${kind} described, ${real.length} there`]),
    ...promised.flatMap(({ name, type }) => {
      const found = kept.get(name);
      if (!found) return [`${kind}: ${name} is described and not there`];
      return sameType(type, found)
        ? []
        : [`${kind}: ${name} is described as ${typeText(type)} and is ${typeText(found)}`];
    }),
  ];
}

/** One `MLState` serves all functions, so all must have the same states. */
function sharedStateProblems({ functions }: CoreMlModel): string[] {
  const signature = ({ inputs }: MilFunction): string =>
    inputs
      .filter(({ isState }) => isState)
      .map(({ name, type }) => `${name} ${typeText(type)}`)
      .sort()
      .join('; ');
  const [first, ...rest] = functions;
  return rest
    .filter((each) => first && signature(each) !== signature(first))
    .map((each) => `the functions ${first?.name} and ${each.name} have different states`);
}

/** Every reference leads to a blob of that type and size, and every byte of the file belongs to one. */
async function blobProblems(model: CoreMlModel, weights: BlobReader): Promise<Problem[]> {
  const found = new Map<number, FoundBlob>();
  const check = async (name: string, { where, value }: UsedConstant): Promise<Problem[]> => {
    if (!('blob' in value.content)) return [];
    const { file, offset } = value.content.blob;
    try {
      if (file !== WEIGHT_FILE) throw new Error(`${file} is not the package's weight file`);
      found.set(offset, await weights.find(offset, value.type));
      return [];
    } catch (error) {
      return [{ where: `${name}/${where}`, what: messageOf(error) }];
    }
  };
  const checks = model.functions.flatMap((each) => constantsOf(each).map((used) => check(each.name, used)));
  const problems = (await Promise.all(checks)).flat();
  const blobs = [...found].sort(([a], [b]) => a - b).map(([, blob]) => blob);
  return problems.length > 0 ? problems : storageProblems(blobs, weights);
}

function storageProblems(blobs: readonly FoundBlob[], weights: BlobReader): Problem[] {
  const problems: string[] = [];
  if (blobs.length !== weights.blobs)
    problems.push(`${blobs.length} blobs are used, the file claims ${weights.blobs}`);
  if (storageBytes(blobs) !== weights.sizeBytes)
    problems.push(`its blobs take ${storageBytes(blobs)} bytes, the file has ${weights.sizeBytes}`);
  return problems.map((what) => ({ where: 'weights', what }));
}
