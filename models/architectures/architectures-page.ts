import type { Architecture } from './architecture.ts';
import { architectures } from './architectures.ts';

/** `docs/architectures.md`, made from the table that the converters read. */
export const architecturesPage = (): string => `# Architectures that are converted

Made from \`models/architectures\` by \`npm run docs\`: the table that \`heatsoak model convert\`, its help and \`heatsoak model inspect\` read. Each is
converted to ONNX and to Core ML alike, with either kind of tokenizer that its files have; each has a small model by seed in the tests, whose
conversions agree with llama.cpp.

| \`general.architecture\` | models | what sets it apart |
|---|---|---|
${architectures.map(rowOf).join('\n')}

Common to all: dense layers, root-mean-square norms, grouped queries, a gated feed-forward, a head of its own or the embedding, matrices fused or
apart, frequency factors (Llama 3), long rope and YaRN, rotations of a part of each head. Experts and capped logits are refused by name. An architecture
more is a file of its differences in \`models/architectures\` and a line in its table.
`;

const rowOf = (each: Architecture): string =>
  `| ${each.name} | ${each.families.join(', ')} | ${differencesOf(each).join('; ') || '–'} |`;

/** Any sizes: whether an architecture scales can be seen from all. */
const SIZES = { layers: 1, hidden: 256, heads: 8, headSize: 32 };
const LAYERS = 12;

function differencesOf(each: Architecture): string[] {
  const layers = Array.from({ length: LAYERS }, (_, index) => each.layer(index, { tokens: 1, period: null }));
  const count = (what: (layer: (typeof layers)[number]) => boolean): string =>
    `${layers.filter(what).length} of ${LAYERS} layers`;
  const differences: [boolean, string][] = [
    [each.layout === 'neighbours', 'neighbouring rows are rotated together'],
    [each.biases.length > 0, `biases of ${each.biases.join(', ')} where the file has them`],
    [each.normsHeads, 'queries and keys are normed'],
    [each.normsResults, 'results are normed before they are added'],
    [each.activation !== 'silu', `gate by ${each.activation}`],
    [each.embeddingScale(SIZES) !== 1, 'scaled embeddings'],
    [
      layers.some(({ rotation }) => rotation === null),
      `${count(({ rotation }) => rotation === null)} without positions`,
    ],
    [
      layers.some(({ window }) => window !== null),
      `${count(({ window }) => window !== null)} with a window and a rotation of their own`,
    ],
  ];
  return differences.flatMap(([differs, what]) => (differs ? [what] : []));
}
