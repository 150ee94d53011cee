import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { sha256OfFile } from '../../harness/files/digest.ts';
import { writeDocument } from '../../harness/files/write-whole.ts';
import { threadCount, wholeNumber } from '../../harness/terminal/option-values.ts';
import { ranApart } from '../../harness/terminal/run-apart.ts';
import { openTerminal, type Terminal } from '../../harness/terminal/terminal.ts';
import { type OpenGguf, openGguf } from '../gguf/open-gguf.ts';
import { removePartsOf, withPartFolder } from '../part-folder.ts';
import { provenanceOfWork, provenancePath, writeProvenance } from '../provenance.ts';
import { dropLayers, layerCount } from '../prune/drop-layers.ts';
import { leastInfluential, measureInfluence } from '../prune/layer-influence.ts';
import { checkTarget, writingError } from '../write-target.ts';
import { type PruneDocument, pruneDocument } from './prune-document.ts';
import { readText } from './read-text.ts';
import { type TextScorer, textScorer } from './score-text.ts';
import { untilInterrupted } from './until-interrupted.ts';

/** Plain English of several kinds, so that no layer is judged by one style alone. */
const DEFAULT_TEXT = `The harbour was quiet in the early morning. A fisherman mended his net while two gulls argued over a crust of bread. "Will it rain today?" asked the boy. "Not before noon," said the old man, and he was right.
To boil an egg, bring water to a simmer, lower the egg with a spoon and wait seven minutes. If 3 eggs cost 90 cents, then 12 eggs cost 3 dollars and 60 cents. Water boils at 100 degrees Celsius at sea level, but on a high mountain it boils sooner, because the air presses less.
function sum(list) { let total = 0; for (const value of list) total += value; return total; }
The capital of France is Paris; the river that runs through it is the Seine. Light travels about 300,000 kilometres in one second.`;

export const pruneCommand = () =>
  new Command('prune')
    .argument('<file.gguf>', 'the model')
    .argument(
      '<out.gguf>',
      'the smaller model, in the place of an older one; <out>.prune.json says which layers went and what it cost',
    )
    .requiredOption('--drop <n>', 'how many layers to drop', wholeNumber(1))
    .option('--text <file>', 'text to measure on (default: a short one that is built in)')
    .option('-t, --threads <n>', 'threads, as many as processors at most', threadCount, 1)
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak model prune phi3-q8.gguf phi3-28-layers.gguf --drop 4 --text sample.txt\n\nEach layer in turn is left out of a temporary file beside <out.gguf>, which needs room for one more model.\n',
    )
    .action(async (path, out, options) => {
      if (await ranApart((pid) => removePartsOf(pid, dirname(resolve(out))))) return;
      const terminal = openTerminal();
      const text = options.text === undefined ? DEFAULT_TEXT : await readText(options.text);
      const request = { path: resolve(path), out: resolve(out), text, textName: options.text ?? 'built in' };
      const { drop, threads } = options;
      const document = await untilInterrupted((signal) =>
        prune({ ...request, drop, threads, signal }, terminal),
      );
      const { dropped, before, after } = document;
      terminal.table([
        ['layer', 'KL, nats', 'same likeliest token %', 'perplexity'],
        ...document.influence.map((row) => [
          `${row.layer}${dropped.includes(row.layer) ? ' (dropped)' : ''}`,
          ...[shown(row.meanKl, 3), shown(row.topOnePercent, 3), shown(row.perplexity, 4)],
        ]),
      ]);
      terminal.say(
        `${document.output.path}: ${document.layers - dropped.length} of ${document.layers} layers; perplexity ${shown(before.perplexity, 4)} → ${shown(after.perplexity, 4)}, KL ${shown(after.meanKl, 3)} nats`,
      );
      terminal.document(document);
    });

const shown = (value: number | null, digits: number): string => value?.toPrecision(digits) ?? 'not a number';

interface PruneRequest {
  readonly path: string;
  readonly out: string;
  readonly drop: number;
  readonly text: string;
  readonly textName: string;
  readonly threads: number;
  readonly signal: AbortSignal;
}

async function prune(request: PruneRequest, terminal: Terminal): Promise<PruneDocument> {
  const file = await openGguf(request.path);
  try {
    const layers = layerCount(file);
    checkRequest(request, layers);
    const scratch = await scratchBeside(request.out);
    return await withPartFolder(scratch, request.signal, async () => {
      const scorer = await textScorer(request.path, request.text, request.threads);
      try {
        return await pruneMeasured({ ...request, file, layers, scratch, scorer }, terminal);
      } finally {
        await scorer.close();
      }
    });
  } finally {
    await file.close();
  }
}

interface Measured extends PruneRequest {
  readonly file: OpenGguf;
  readonly layers: number;
  readonly scratch: string;
  readonly scorer: TextScorer;
}

async function pruneMeasured(measured: Measured, terminal: Terminal): Promise<PruneDocument> {
  const { path, out, file, layers, scratch, scorer } = measured;
  const influence = await measureInfluence({
    file,
    scratch,
    score: (each) => scorer.score(each),
    progress: (layer) => terminal.note(`measuring without layer ${layer} of ${layers}`),
  });
  const dropped = leastInfluential(influence, measured.drop);
  const staged = join(scratch, basename(out));
  const source = { path, ...(await sha256OfFile(path)) };
  const made = provenanceOfWork('heatsoak model prune', source);
  await dropLayers(file, dropped, staged, made);
  const document = pruneDocument.parse({
    v: 1,
    after: await scorer.score(staged),
    source,
    output: { path: out, ...(await sha256OfFile(staged)) },
    text: { name: measured.textName, tokens: scorer.tokens },
    engine: scorer.engine,
    layers,
    dropped,
    influence,
    before: { perplexity: scorer.perplexity },
  });
  // It gets its name only now that llama.cpp has run it and its report stands.
  await writeDocument(reportPath(out), document);
  await rename(staged, out);
  await writeProvenance(out, (await sha256OfFile(out)).sha256, made);
  terminal.say(`report: ${reportPath(out)}`);
  return document;
}

function checkRequest({ path, out, drop }: PruneRequest, layers: number): void {
  if (path === out)
    throw new HeatsoakError('OUTPUT_IS_INPUT', `${out} is the model itself`, { hint: 'name another file' });
  if (drop < layers) return;
  throw new HeatsoakError('PRUNE_COUNT', `${drop} layers cannot be dropped: the model has ${layers}`, {
    where: path,
    hint: layers > 1 ? `--drop takes 1 to ${layers - 1}` : 'its only layer must stay',
  });
}

async function scratchBeside(out: string): Promise<string> {
  await checkTarget(out, 0, [reportPath(out), provenancePath(out)]);
  const scratch = join(dirname(out), `.${basename(out)}.${process.pid}.part`);
  await mkdir(scratch).catch((error: unknown) => {
    throw writingError(error, out);
  });
  return scratch;
}

const reportPath = (out: string): string => `${out}.prune.json`;
