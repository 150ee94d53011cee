import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { writeDocument } from '../../files/write-whole.ts';
import { sha256OfFile } from '../../model/digest.ts';
import { openGguf } from '../../model/gguf/open-gguf.ts';
import { dropLayers, layerCount } from '../../model/prune/drop-layers.ts';
import { leastInfluential, measureInfluence } from '../../model/prune/layer-influence.ts';
import { HeatsoakError, messageOf } from '../../protocol/error.ts';
import { wholeNumber } from '../option-values.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { type PruneDocument, pruneDocument } from './prune-document.ts';
import { textScorer } from './score-text.ts';

/** Plain English of several kinds, so that no layer is judged by one style alone. */
const DEFAULT_TEXT = `The harbour was quiet in the early morning. A fisherman mended his net while two gulls argued over a crust of bread. "Will it rain today?" asked the boy. "Not before noon," said the old man, and he was right.
To boil an egg, bring water to a simmer, lower the egg with a spoon and wait seven minutes. If 3 eggs cost 90 cents, then 12 eggs cost 3 dollars and 60 cents. Water boils at 100 degrees Celsius at sea level, but on a high mountain it boils sooner, because the air presses less.
function sum(list) { let total = 0; for (const value of list) total += value; return total; }
The capital of France is Paris; the river that runs through it is the Seine. Light travels about 300,000 kilometres in one second.`;

export const pruneCommand = () =>
  new Command('prune')
    .description('drop the layers whose loss changes the output least, measured by llama.cpp on a text')
    .argument('<file.gguf>', 'the model')
    .argument('<out.gguf>', 'the smaller model; <out>.prune.json says which layers went and what it cost')
    .requiredOption('--drop <n>', 'how many layers to drop', wholeNumber(1))
    .option('--text <file>', 'text to measure on (default: a short one that is built in)')
    .option('-t, --threads <n>', 'threads', wholeNumber(1), 1)
    .addHelpText(
      'after',
      '\nExample:\n  $ heatsoak model prune phi3-q8.gguf phi3-28-layers.gguf --drop 4 --text sample.txt\n\nEach layer in turn is left out of a temporary file beside <out.gguf>, which needs room for one more model.\n',
    )
    .action(async (path, out, options) => {
      const terminal = openTerminal(process.argv.includes('--json'));
      const text = options.text === undefined ? DEFAULT_TEXT : await readText(options.text);
      const request = { path: resolve(path), out: resolve(out), text, textName: options.text ?? 'built in' };
      const document = await prune({ ...request, drop: options.drop, threads: options.threads }, terminal);
      const { dropped, before, after } = document;
      terminal.say('layer\tKL, nats\tsame likeliest token %\tperplexity');
      for (const row of document.influence)
        terminal.say(
          `${row.layer}${dropped.includes(row.layer) ? ' (dropped)' : ''}\t${row.meanKl.toPrecision(3)}\t${row.topOnePercent.toPrecision(3)}\t${row.perplexity.toPrecision(4)}`,
        );
      terminal.say(
        `${document.output.path}: ${document.layers - dropped.length} of ${document.layers} layers; perplexity ${before.perplexity.toPrecision(4)} → ${after.perplexity.toPrecision(4)}, KL ${after.meanKl.toPrecision(3)} nats`,
      );
      terminal.document(document);
    });

interface PruneRequest {
  readonly path: string;
  readonly out: string;
  readonly drop: number;
  readonly text: string;
  readonly textName: string;
  readonly threads: number;
}

async function prune(request: PruneRequest, terminal: Terminal): Promise<PruneDocument> {
  const file = await openGguf(request.path);
  try {
    const layers = layerCount(file);
    checkRequest(request, layers);
    const scorer = await textScorer(request.path, request.text, request.threads);
    const scratch = await scratchBeside(request.out);
    try {
      const influence = await measureInfluence({
        file,
        scratch,
        score: (path) => scorer.score(path),
        progress: (layer) => void process.stderr.write(`measuring without layer ${layer} of ${layers}\n`),
      });
      const dropped = leastInfluential(influence, request.drop);
      const staged = join(scratch, basename(request.out));
      await dropLayers(file, dropped, staged);
      const after = await scorer.score(staged);
      // It gets its name only now that llama.cpp has run it.
      await rename(staged, request.out);
      const document = pruneDocument.parse({
        v: 1,
        source: { path: request.path, ...(await sha256OfFile(request.path)) },
        output: { path: request.out, ...(await sha256OfFile(request.out)) },
        text: { name: request.textName, tokens: scorer.tokens },
        engine: scorer.engine,
        layers,
        dropped,
        influence,
        before: { perplexity: scorer.perplexity },
        after,
      });
      await writeDocument(`${request.out}.prune.json`, document);
      terminal.say(`report: ${request.out}.prune.json`);
      return document;
    } finally {
      await rm(scratch, { recursive: true, force: true });
      await scorer.close();
    }
  } finally {
    await file.close();
  }
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
  return mkdtemp(join(dirname(out), '.heatsoak-prune-')).catch((cause: unknown) => {
    throw new HeatsoakError('MODEL_UNWRITABLE', `there is no folder ${dirname(out)} to write in`, {
      where: out,
      hint: 'make the folder first',
      cause,
    });
  });
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new HeatsoakError('TEXT_MISSING', `cannot read the text ${path}: ${messageOf(cause)}`, {
      where: path,
      hint: 'check --text',
      cause,
    });
  });
}
