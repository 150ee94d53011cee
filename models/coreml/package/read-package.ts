import { HeatsoakError, messageOf } from '../../../harness/errors/heatsoak-error.ts';
import { readUserFile } from '../../../harness/files/read-user-file.ts';
import { BlobReader } from '../blob/read-blobs.ts';
import type { Problem } from '../mil/lint.ts';
import type { CoreMlModel } from '../mil/program.ts';
import { decodeModel } from '../proto/decode-model.ts';
import { whyUnreadable } from '../why-unreadable.ts';
import { manifestProblems, modelPath, packagePart, weightsPath } from './package-files.ts';
import { packageProblems } from './package-problems.ts';

/** A package as our own reader sees it; it shares no code with the writer but names and numbers. Close its weights. */
export interface OpenPackage {
  readonly folder: string;
  readonly model: CoreMlModel;
  readonly weights: BlobReader;
  readonly modelBytes: number;
  /** Empty for a package that is sound. */
  readonly problems: readonly Problem[];
}

/** Weights lie beside it, so that 100 layers are below 3 MiB; two bytes of a hostile one become hundreds in memory. */
const LARGEST_MODEL = 8 << 20;

/**
 * Opens an `.mlpackage` and checks everything but the weights' values.
 * @throws HeatsoakError `PACKAGE_INVALID` when it cannot be read at all, naming what is missing
 */
export async function openPackage(folder: string): Promise<OpenPackage> {
  const { model, unknownBytes, modelBytes } = await readModel(folder);
  const weights = await openWeights(folder).catch((error: unknown) => {
    throw unreadable(folder, `its weights: ${messageOf(error)}`, error);
  });
  try {
    const problems: Problem[] = [
      ...(await manifestProblems(folder)).map((what) => ({ where: 'manifest', what })),
      ...(unknownBytes === 0
        ? []
        : [{ where: 'model', what: `${unknownBytes} bytes are of fields that are not known here` }]),
      ...(await packageProblems(model, weights)),
    ];
    return { folder, model, weights, modelBytes, problems };
  } catch (error) {
    await weights.close();
    throw error;
  }
}

async function openWeights(folder: string): Promise<BlobReader> {
  await packagePart(folder, weightsPath(folder));
  return BlobReader.open(weightsPath(folder));
}

async function readModel(
  folder: string,
): Promise<{ model: CoreMlModel; unknownBytes: number; modelBytes: number }> {
  const path = modelPath(folder);
  try {
    await packagePart(folder, path);
    const bytes = await readUserFile(path, LARGEST_MODEL);
    return { ...decoded(bytes), modelBytes: bytes.length };
  } catch (error) {
    throw unreadable(folder, `its model: ${messageOf(error)}`, error);
  }
}

function decoded(bytes: Uint8Array): ReturnType<typeof decodeModel> {
  try {
    return decodeModel(bytes);
  } catch (error) {
    throw new Error(whyUnreadable(bytes, error), { cause: error });
  }
}

const unreadable = (folder: string, why: string, cause: unknown): HeatsoakError =>
  new HeatsoakError('PACKAGE_INVALID', `${folder} is not a usable Core ML package, ${why}`, {
    where: folder,
    hint: 'convert the model again: heatsoak model convert F.gguf OUT.mlpackage',
    cause,
  });
