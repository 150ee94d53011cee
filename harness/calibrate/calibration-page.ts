import { type CalibrationDocument, type Measure, measures } from './calibration-document.ts';

type Row = CalibrationDocument['rows'][number];
type Parity = Row['wall'];
type Interval = NonNullable<Parity['ratio']>;

/** Below this the target does not apply: `evaluate()` and the event loop are a large part of so short a token. */
const LEAST_MS_PER_TOKEN = 10;

/** `calibration.md`: the ratio of each row by each measure, which of them decides, and all that it rests on. */
export function calibrationPage(document: CalibrationDocument): string {
  const { measure, why } = document.restsOn;
  return [
    '# Heatsoak against llama-bench',
    '',
    `**${document.verdict}** by ${measureWords[measure]}${document.complete ? '' : ' (interrupted: what was measured until then)'}. Ratio = what llama-bench takes / what Heatsoak takes, median over rounds of the median of slots, with a sign-test interval (95 % from six rounds on).`,
    '',
    `The verdict rests on ${measureWords[measure]}: ${why}.`,
    '',
    ...measures.flatMap((each) => [`## By ${measureWords[each]}`, '', ...byMeasure(document, each), '']),
    '## How',
    '',
    ...howMeasured(document),
    '',
  ].join('\n');
}

const measureWords = {
  instructions: 'instructions',
  processor: 'processor time',
  wall: 'wall time',
} as const satisfies Record<Measure, string>;

function byMeasure(document: CalibrationDocument, measure: Measure): string[] {
  const rows = document.rows.flatMap((row) => {
    const parity = row[measure];
    return parity ? [{ row, parity }] : [];
  });
  if (rows.length === 0)
    return [`Not counted: ${document.settings.instructionsMissing ?? 'no turn has a count'}.`];
  return [
    '| row | llama-bench | Heatsoak | ratio | control: llama-bench against itself | band | verdict |',
    '| --- | ---: | ---: | ---: | ---: | ---: | --- |',
    ...rows.map(({ row, parity }) =>
      line([
        row.test,
        ...costsOf(row, measure),
        intervalText(parity.ratio),
        intervalText(parity.control),
        bandText(parity),
        parity.verdict,
      ]),
    ),
    '',
    ...rows.map(({ row, parity }) => `- ${row.test}: ${parity.reason}.`),
    ...(measure === 'instructions' ? rows.flatMap(({ row }) => excess(row)) : shortTokens(document)),
  ];
}

/** Of llama-bench and of Heatsoak; processor time has a ratio alone. */
function costsOf(row: Row, measure: Measure): readonly [string, string] {
  if (measure === 'wall') return [milliseconds(row.llamaBenchMs), milliseconds(row.heatsoakMs)];
  const executed = measure === 'instructions' ? row.instructionsPerToken : null;
  return executed ? [perToken(executed.llamaBench), perToken(executed.heatsoak)] : ['–', '–'];
}

const perToken = (instructions: number): string => `${Math.round(instructions)} /token`;

/** Why the agent executes more than llama-bench, and from which size of model on that is within the band. */
function excess({ test, instructionsPerToken: executed, instructions }: Row): string[] {
  if (!executed || !instructions || instructions.verdict !== 'outside') return [];
  const more = executed.heatsoak - executed.llamaBench;
  if (more <= 0) return [];
  const enough = more / (1 / instructions.band.low - 1);
  return [
    `- ${test}: Heatsoak executes ${Math.round(more)} instructions a token more. A call from JavaScript into the engine, its promise and its stamp cost the same whatever the model: within the band from ${(enough / 1e6).toPrecision(2)} million instructions a token on.`,
  ];
}

function howMeasured({ settings, load }: CalibrationDocument): string[] {
  const { engine, native, host, model } = settings;
  return [
    `- ${settings.rounds} rounds of ${settings.turnsPerRound} slots a row, each round with three new processes that load the model in another order. In a slot they take turns as A B B A or B A A B (A is Heatsoak, B are two processes of llama-bench), so that a drift of the host cancels.`,
    `- llama-bench: its own source (llama.cpp ${native.release}), built by ${native.compiler} against ${native.libraries}; its own argument parser, loops and clock.`,
    `- Heatsoak: the agent's raw path, llama.cpp ${engine.release}, ${engine.backend}.`,
    `- threads ${engine.threads}, batch ${engine.batchTokens}, ubatch ${engine.ubatchTokens}, context ${engine.contextTokens}, flash attention ${engine.flashAttention ? 'on' : 'off'}, key-value cache f16.`,
    `- model ${model.path}, ${model.sizeBytes} bytes, SHA-256 ${model.sha256}`,
    `- host ${host.cpu}, ${host.cores} cores, ${host.os}, Node ${host.node}; load average ${load ? `${load.least.toFixed(2)} to ${load.greatest.toFixed(2)}` : 'unknown'} while it ran`,
    `- started ${settings.startedAt}; every turn is a line of measurements.jsonl`,
  ];
}

function shortTokens({ rows }: CalibrationDocument): string[] {
  const short = rows.filter(
    ({ test, llamaBenchMs }) => test.startsWith('tg') && (llamaBenchMs ?? 0) < LEAST_MS_PER_TOKEN,
  );
  return short.map(
    ({ test, llamaBenchMs }) =>
      `- ${test} takes ${milliseconds(llamaBenchMs)}; the band is meant for models of at least ${LEAST_MS_PER_TOKEN} ms a token.`,
  );
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const milliseconds = (value: number | null): string =>
  value === null ? '–' : `${value.toFixed(2)} ms/token`;

const intervalText = (interval: Interval | null): string =>
  interval
    ? `${interval.median.toFixed(3)} (${interval.low.toFixed(3)}–${interval.high.toFixed(3)}, n=${interval.count}, ${(100 * interval.coverage).toFixed(0)} %)`
    : '–';

const bandText = ({ band }: Parity): string => `${band.low.toFixed(2)}–${band.high.toFixed(2)}`;
