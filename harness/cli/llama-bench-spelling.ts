/** What llama-bench users type, in the names that our options have; two-letter short options are not a form that commander knows. */
const spellings: Readonly<Record<string, string>> = {
  '-m': '--model',
  '-p': '--pp',
  '--n-prompt': '--pp',
  '-n': '--tg',
  '--n-gen': '--tg',
  '-ub': '--ubatch-size',
  '-fa': '--flash-attn',
  '-ngl': '--n-gpu-layers',
};

/** The arguments of `heatsoak reference` and `heatsoak calibrate reference` with llama-bench's spellings replaced; others as they are. */
export function withLlamaBenchSpelling(argv: readonly string[]): string[] {
  if (!argv.slice(2, 4).includes('reference')) return [...argv];
  return argv.map((word, index) => (index > 2 ? (spellings[word] ?? word) : word));
}
