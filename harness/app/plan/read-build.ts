import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { modelArtefact } from '../../../models/artefact.ts';
import { readGguf } from '../../../models/gguf/read-gguf.ts';
import { readProvenance } from '../../../models/provenance.ts';
import { fileProblem } from '../../errors/file-problem.ts';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { type BuildFile, buildFile, buildOrigin } from '../../experiment/build-file.ts';
import type { BuildRole, LocalBuild } from '../../experiment/manifest.ts';
import { sha256OfFile } from '../../files/digest.ts';
import { readJson } from '../../files/read-json.ts';
import type { DigestOf } from '../../files/remembered-digest.ts';
import { mergedProvenance } from '../../protocol/provenance.ts';
import { mustBeTheApp } from './must-be-the-app.ts';

/**
 * Reads a build.json and checks app and model, so that nothing broken reaches a phone.
 * @param what it is called in messages
 * @param digestOf hashes app and model; default: reads them
 * @throws HeatsoakError of kind usage, naming file and JSON path
 */
export async function readBuild(
  role: BuildRole,
  path: string,
  what: string = `${role} build`,
  digestOf: DigestOf = sha256OfFile,
): Promise<LocalBuild> {
  const build = await readJson(resolve(path), buildFile, what);
  const beside = (name: string): string => (isAbsolute(name) ? name : resolve(dirname(path), name));
  refuseOtherFormat(build, path);
  const app = await artefact(beside(build.app), `app of ${path}`, async (file) => ({
    path: file,
    ...(await digestOf(file)),
  }));
  const model = await artefact(beside(build.model), `model of ${path}`, (file) =>
    modelArtefact(file, digestOf),
  );
  const builtFrom = await mustBeTheApp(app.path, build, path);
  if (build.engine.name === 'llama.cpp') await readGguf(model.path);
  if (build.modelSha256 && build.modelSha256 !== model.sha256) {
    throw new HeatsoakError(
      'MODEL_HASH_DIFFERS',
      `${model.path} has SHA-256 ${model.sha256}, ${path} expects ${build.modelSha256}`,
      {
        where: `${path} $.modelSha256`,
        hint: 'fetch the model again, or correct modelSha256 if the new file is meant',
      },
    );
  }
  const made = mergedProvenance(await readProvenance(model), build.provenance ?? {});
  return {
    role,
    name: build.name,
    bundleId: build.bundleId,
    version: build.version,
    app: { ...app, name: basename(app.path) },
    model: { ...model, name: basename(model.path) },
    ...(Object.keys(made).length > 0 ? { provenance: made } : {}),
    engine: build.engine,
    ...(build.reportedEngine === undefined ? {} : { reportedEngine: build.reportedEngine }),
    ...(build.entitlements === undefined ? {} : { entitlements: build.entitlements }),
    ...originOf(build, builtFrom),
    ...(build.template === undefined ? {} : { template: build.template }),
  };
}

/** As far as build.json says it; the app itself may know its commit. */
function originOf({ commit, url, labels }: BuildFile, builtFrom: string | null) {
  const known = commit ?? buildOrigin.shape.commit.safeParse(builtFrom ?? undefined).data;
  return {
    ...(known === undefined ? {} : { commit: known }),
    ...(url === undefined ? {} : { url }),
    ...(labels === undefined ? {} : { labels }),
  };
}

/** An engine reads one format; found out here, and not on the phone. */
function refuseOtherFormat({ model, engine }: BuildFile, path: string): void {
  const isOnnx = model.endsWith('.onnx');
  if (isOnnx === (engine.name === 'onnxruntime')) return;
  throw new HeatsoakError('ENGINE_FORMAT', `${path}: the engine ${engine.name} cannot read ${model}`, {
    where: `${path} $.engine.name`,
    hint: isOnnx ? 'set engine.name to onnxruntime' : 'name an .onnx model, or set engine.name to llama.cpp',
  });
}

async function artefact<T>(path: string, what: string, read: (path: string) => Promise<T>): Promise<T> {
  try {
    return await read(path);
  } catch (cause) {
    if (cause instanceof HeatsoakError && cause.code !== 'MODEL_MISSING') throw cause;
    throw new HeatsoakError('ARTEFACT_MISSING', `cannot read the ${what}, ${path}: ${fileProblem(cause)}`, {
      where: path,
      hint: 'paths in build.json are relative to that file',
      cause,
    });
  }
}
