import type { CalibrationDocument } from './calibration-document.ts';

type Parity = CalibrationDocument['rows'][number]['wall'];
type Interval = NonNullable<Parity['ratio']>;

/** Below this the target does not apply: `evaluate()` and the event loop are a large part of so short a token. */
const LEAST_MS_PER_TOKEN = 10;

/** `calibration.md`: the ratio of each row, and all that it rests on. */
export function calibrationPage(document: CalibrationDocument): string {
  return [
    '# Heatsoak against llama-bench',
    '',
    `**${document.verdict}**${document.complete ? '' : ' (interrupted: what was measured until then)'}. Ratio = speed of Heatsoak / speed of llama-bench, median over rounds of the median of paired turns, with a sign-test interval (95 % from six rounds on).`,
    '',
    ...byClock(document),
    '',
    '## The same by processor time',
    '',
    'A busy neighbour lengthens the clock of a turn and not its work; this is a cross-check and decides nothing.',
    '',
    ...byProcessorTime(document),
    '',
    '## How',
    '',
    ...howMeasured(document),
    '',
  ].join('\n');
}

const byClock = (document: CalibrationDocument): string[] => [
  '| row | llama-bench | Heatsoak | ratio | control: llama-bench against itself | band | verdict |',
  '| --- | ---: | ---: | ---: | ---: | ---: | --- |',
  ...document.rows.map((row) =>
    line([
      row.test,
      milliseconds(row.llamaBenchMs),
      milliseconds(row.heatsoakMs),
      intervalText(row.wall.ratio),
      intervalText(row.wall.control),
      bandText(row.wall),
      row.wall.verdict,
    ]),
  ),
  '',
  ...document.rows.map((row) => `- ${row.test}: ${row.wall.reason}.`),
  ...shortTokens(document),
];

const byProcessorTime = ({ rows }: CalibrationDocument): string[] => [
  '| row | ratio | control | verdict |',
  '| --- | ---: | ---: | --- |',
  ...rows.map(({ test, processor }) =>
    line([test, intervalText(processor.ratio), intervalText(processor.control), processor.verdict]),
  ),
];

function howMeasured({ settings, load }: CalibrationDocument): string[] {
  const { engine, native, host, model } = settings;
  return [
    `- ${settings.rounds} rounds of ${settings.turnsPerRound} turns a row, each round with three new processes that load the model in another order. In a turn they decode one after the other; the order turns round from turn to turn.`,
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
