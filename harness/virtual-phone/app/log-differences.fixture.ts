type Line = Readonly<Record<string, unknown>>;

/** What two agents that run the same plan on equal phones may log differently, and why. */
const MAY_DIFFER: Readonly<Record<string, readonly string[]>> = {
  // Who wrote the log.
  'agent.started': ['agent'],
  // node-llama-cpp and llama.cpp itself name one build of llama.cpp differently.
  'model.loaded': ['engineVersion', 'compileFlags'],
};

/** Nats: one agent computes probabilities from logits, the other gets them from node-llama-cpp, which rounds. */
const SCORE_TOLERANCE = 1e-3;

/** Every difference of two logs, as `line, type, field: one | other`; lines of different types end the comparison. */
export function logDifferences(one: string, other: string): string[] {
  const [ours, theirs] = [linesOf(one), linesOf(other)];
  const differences: string[] = [];
  if (ours.length !== theirs.length) differences.push(`${ours.length} | ${theirs.length} lines`);
  for (const [index, line] of ours.entries()) {
    const same = theirs[index];
    if (same === undefined) break;
    if (line['type'] !== same['type']) {
      differences.push(`${index}: ${String(line['type'])} | ${String(same['type'])}`);
      break;
    }
    differences.push(...fieldDifferences(line, same).map((difference) => `${index}, ${difference}`));
  }
  return differences;
}

const linesOf = (log: string): Line[] =>
  log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

function fieldDifferences(one: Line, other: Line): string[] {
  const type = String(one['type']);
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...fields].flatMap((field) => {
    if (MAY_DIFFER[type]?.includes(field)) return [];
    if (field === 'logProbabilities' && areClose(one[field], other[field])) return [];
    const [ours, theirs] = [sortedText(one[field]), sortedText(other[field])];
    return ours === theirs ? [] : [`${type}, ${field}: ${ours?.slice(0, 120)} | ${theirs?.slice(0, 120)}`];
  });
}

function areClose(one: unknown, other: unknown): boolean {
  const [ours, theirs] = [one as readonly number[], other as readonly number[]];
  return (
    ours.length === theirs.length &&
    ours.every((value, index) => Math.abs(value - (theirs[index] ?? Number.NaN)) < SCORE_TOLERANCE)
  );
}

/** As JSON with sorted fields: their order says nothing. */
const sortedText = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
