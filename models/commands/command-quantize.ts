import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { cacheFolder } from '../../harness/files/package-home.ts';
import { rememberedDigests } from '../../harness/files/remembered-digest.ts';
import { openTerminal } from '../../harness/terminal/terminal.ts';
import { mixes, mixNames } from '../quantise/mix.ts';
import { type QuantisedTensor, quantiseModel } from '../quantise/quantise-model.ts';
import { showingTensors } from './showing-tensors.ts';

export const quantizeCommand = () =>
  new Command('quantize')
    .argument('<in.gguf>', 'the model')
    .argument('<out.gguf>', 'where to; an older model there is replaced, a file of another kind is not')
    .addOption(new Option('--type <type>', 'type or mix').choices(mixNames).makeOptionMandatory())
    .addHelpText(
      'after',
      `\nExample:\n  $ heatsoak model quantize phi3-f16.gguf phi3-q4.gguf --type Q4_K_M\n\n<out.gguf>.provenance.json says when, where and of what it was made.\n\nTypes:\n${typeLines()}\n`,
    )
    .action(async (from, to, { type }) => {
      const terminal = openTerminal();
      const [source, target] = [resolve(from), resolve(to)];
      // Of one source several types are made, one after the other.
      const recorded = { tool: 'heatsoak model quantize', digestOf: rememberedDigests(cacheFolder()) };
      const tensors = await showingTensors((work) =>
        quantiseModel(source, target, type, { ...work, ...recorded }),
      );
      const { size } = await stat(target);
      for (const text of summaryOf(tensors)) terminal.say(text);
      terminal.say(`${target}: ${size} bytes`);
      terminal.document({ source, path: target, sizeBytes: size, type, tensors });
    });

const typeLines = (): string => mixNames.map((name) => `  ${name.padEnd(10)} ${mixes[name].says}`).join('\n');

/** How many tensors went from which type to which. */
function summaryOf(tensors: readonly QuantisedTensor[]): string[] {
  const ways = new Map<string, number>();
  for (const { from, to } of tensors) {
    const way = from === to ? `${from} as it was` : `${from} → ${to}`;
    ways.set(way, (ways.get(way) ?? 0) + 1);
  }
  const again = tensors.filter(({ from, to }) => from !== to && !floats.includes(from)).length;
  return [
    ...[...ways].map(([way, count]) => `${way}: ${count} tensors`),
    ...(again > 0
      ? [`note: ${again} tensors were quantised before, so errors add up; F16 is a better source`]
      : []),
  ];
}

const floats: readonly string[] = ['F32', 'F16', 'BF16'];
