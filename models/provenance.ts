import { arch, release, type } from 'node:os';
import { basename } from 'node:path';
import { z } from 'zod';
import { HeatsoakError } from '../harness/errors/heatsoak-error.ts';
import { packageVersion } from '../harness/files/package-home.ts';
import { readJson } from '../harness/files/read-json.ts';
import { writeDocument } from '../harness/files/write-whole.ts';
import { mergedProvenance, type Provenance, provenance } from '../harness/protocol/provenance.ts';
import { sha256 } from '../harness/protocol/sha256.ts';
import type { ModelArtefact } from './artefact.ts';
import { conversionDocument, conversionPath } from './conversion.ts';
import { type Metadata, type MetadataValue, ValueType } from './gguf/gguf-types.ts';
import { readGguf } from './gguf/read-gguf.ts';
import { readOnnx } from './onnx/read-onnx.ts';

const TOOL = 'heatsoak.provenance.tool';
const TOOL_VERSION = 'heatsoak.provenance.tool_version';
const SOURCE_SHA256 = 'heatsoak.provenance.source_sha256';

/** `<file>.provenance.json`, beside a file that was made: also what its bytes do not say, so that equal sources give equal files. */
const provenanceDocument = z.strictObject({
  v: z.literal(1),
  /** Of the file that it speaks of; a file that was changed after has no provenance. */
  sha256,
  provenance,
});

/** What this process, now and on this host, makes from a source. */
export const provenanceOfWork = (
  tool: string,
  source: { readonly path: string; readonly sha256: string },
): Provenance => ({
  tool,
  toolVersion: packageVersion,
  hostOs: `${type()} ${release()} ${arch()}`,
  date: new Date().toISOString(),
  source: { name: basename(source.path), sha256: source.sha256 },
});

/** What a file itself carries, as keys of its own metadata: never host or date, on which its bytes must not depend. */
export const provenanceFacts = ({ tool, toolVersion, source }: Provenance): Record<string, string> => ({
  ...(tool === undefined ? {} : { [TOOL]: tool }),
  ...(toolVersion === undefined ? {} : { [TOOL_VERSION]: toolVersion }),
  ...(source?.sha256 === undefined ? {} : { [SOURCE_SHA256]: source.sha256 }),
});

/** The metadata of a GGUF file with these facts; those of an older work are replaced. */
export const withProvenance = (metadata: Metadata, made: Provenance): Metadata =>
  new Map<string, MetadataValue>([
    ...metadata,
    ...Object.entries(provenanceFacts(made)).map(
      ([key, value]) => [key, { type: ValueType.STRING, elementType: null, value }] as const,
    ),
  ]);

/** Writes it beside a file whose SHA-256 is known. @throws HeatsoakError `FILE_UNWRITABLE` */
export const writeProvenance = (path: string, ownSha256: string, made: Provenance): Promise<void> =>
  writeDocument(provenancePath(path), { v: 1, sha256: ownSha256, provenance: made });

/** Where it stands. */
export const provenancePath = (path: string): string => `${path}.provenance.json`;

/**
 * What is known of where a model comes from, by what stands beside it and by the file itself; empty where nothing is.
 * @throws HeatsoakError `JSON_BROKEN` or `FILE_INVALID` for what stands beside it, or what reading the model throws
 */
export async function readProvenance(artefact: ModelArtefact): Promise<Provenance> {
  const own = artefact.path.endsWith('.onnx') ? await inOnnx(artefact.path) : await inGguf(artefact.path);
  return mergedProvenance(await besideOf(artefact), own);
}

async function besideOf({ path, sha256: whole, files }: ModelArtefact): Promise<Provenance> {
  const own = files?.at(-1)?.sha256 ?? whole;
  const made = await orNull(readJson(provenancePath(path), provenanceDocument, 'provenance'));
  if (made?.sha256 === own) return made.provenance;
  const report = await orNull(readJson(conversionPath(path), conversionDocument, 'conversion report'));
  const written = report?.target.files.find(({ file }) => file === basename(path));
  return (written?.sha256 === own && report?.provenance) || {};
}

/** Most models have no such file. */
const orNull = <T>(read: Promise<T>): Promise<T | null> =>
  read.catch((error: unknown) => {
    if (error instanceof HeatsoakError && error.code === 'FILE_MISSING') return null;
    throw error;
  });

async function inGguf(path: string): Promise<Provenance> {
  const { metadata } = await readGguf(path);
  const text = (key: string): string | undefined => {
    const value = metadata.get(key)?.value;
    return typeof value === 'string' ? value : undefined;
  };
  return known({
    // The keys of the format itself, which others fill.
    tool: text(TOOL) ?? text('general.quantized_by'),
    toolVersion: text(TOOL_VERSION),
    sha256: text(SOURCE_SHA256),
    url: text('general.source.url') ?? text('general.source.repo_url'),
  });
}

async function inOnnx(path: string): Promise<Provenance> {
  const { metadata, producer, producerVersion } = await readOnnx(path);
  return known({
    tool: metadata[TOOL] ?? producer,
    toolVersion: metadata[TOOL] === undefined ? producerVersion : metadata[TOOL_VERSION],
    sha256: metadata[SOURCE_SHA256],
  });
}

/** Others may have written anything there: what is not of the kind is unknown. */
function known({ sha256: hash, url, ...facts }: Readonly<Record<string, string | undefined>>): Provenance {
  const given = (values: Readonly<Record<string, string | undefined>>) =>
    Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  const source = given({ sha256: hash, url }).filter(
    ([name, value]) => provenance.shape.source.safeParse({ [name]: value }).success,
  );
  const own = given(facts).filter(([name, value]) => provenance.safeParse({ [name]: value }).success);
  return {
    ...Object.fromEntries(own),
    ...(source.length > 0 ? { source: Object.fromEntries(source) } : {}),
  };
}
