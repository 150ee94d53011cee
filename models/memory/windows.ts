import type { Metadata } from '../gguf/gguf-types.ts';
import { countOf } from '../gguf/metadata.ts';

/** How an architecture of llama.cpp v0.4.0 alternates windows with layers that look back over the whole context. */
interface WindowRule {
  /** Of so many layers one keeps the whole context: the last, or the first. */
  readonly period: number;
  readonly wholeFirst?: boolean;
  /** Tokens, where the file does not say. */
  readonly window?: number;
  /** llama.cpp takes its own number, whatever the file says. */
  readonly isFixed?: boolean;
}

/** By `load_arch_hparams` of each model in src/models. Other architectures have no windows there, phi3 among them. */
const rules: Readonly<Record<string, WindowRule>> = {
  gemma2: { period: 2, window: 4096 },
  gemma3: { period: 6 },
  gemma3n: { period: 5 },
  gemma4: { period: 6 },
  'gpt-oss': { period: 2 },
  cohere2: { period: 4 },
  cohere2moe: { period: 4, wholeFirst: true },
  exaone4: { period: 4 },
  'exaone-moe': { period: 4, window: 128 },
  olmo2: { period: 4 },
  llama4: { period: 4, window: 8192, isFixed: true },
  smallthinker: { period: 4, wholeFirst: true },
  plamo3: { period: 8 },
  afmoe: { period: 4 },
  mellum: { period: 4 },
  'muse-glimmer': { period: 4 },
  mimo2: { period: 1 },
  step35: { period: 1 },
  'granite-swa': { period: 1 },
  lfm2: { period: 0 },
  lfm2moe: { period: 0 },
};

/** For each layer how many tokens it looks back, or null for all of them. */
export function windowsOf(metadata: Metadata, architecture: string, layers: number): (number | null)[] {
  const rule = rules[architecture];
  const said = countOf(metadata, `${architecture}.attention.sliding_window`);
  const window = rule?.isFixed && said !== 0 ? rule.window : (said ?? rule?.window);
  if (!rule || !window || (architecture === 'exaone4' && layers !== EXAONE4_WITH_WINDOWS))
    return new Array<null>(layers).fill(null);
  const isWindowed = patternOf(metadata, `${architecture}.attention.sliding_window_pattern`, rule);
  return Array.from({ length: layers }, (_, layer) => (isWindowed(layer) ? window : null));
}

/** llama.cpp gives windows to EXAONE 4 32B alone, which it knows by its layers. */
const EXAONE4_WITH_WINDOWS = 64;

/** The file's own pattern, a period or a list of one flag a layer, else the architecture's. */
function patternOf(metadata: Metadata, key: string, rule: WindowRule): (layer: number) => boolean {
  const said = metadata.get(key)?.value;
  if (Array.isArray(said)) return (layer) => Boolean(said[layer]);
  const period = typeof said === 'number' ? said : rule.period;
  if (period === 0) return () => true;
  return rule.wholeFirst ? (layer) => layer % period !== 0 : (layer) => layer % period < period - 1;
}
