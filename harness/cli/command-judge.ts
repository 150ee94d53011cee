import { Command } from '@commander-js/extra-typings';
import { judge } from '../app/judge.ts';
import { exitCodeOfVerdict } from '../terminal/exit-code.ts';
import { blockCount } from '../terminal/option-values.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { directionOf, marginOf } from './judge/given-facts.ts';
import { experimentLines, overview, sayOfFile, worstOf } from './judge/judged-lines.ts';

export const judgeCommand = () =>
  new Command('judge')
    .argument('<file>', 'CSV with a header, or JSON lines; - reads from stdin')
    .option(
      '--key <name>',
      'the column that keeps experiments apart (default: experiment, where there is one)',
    )
    .option('--gate <file>', 'what decides: a gate policy (default: each metric by its own definition)')
    .option(
      '--direction <[metric=]way>',
      'higher or lower: which is better; for a metric that Heatsoak does not know',
      directionOf,
    )
    .option(
      '--margin <[metric=]percent>',
      'how much worse it may get; without a name for metrics that Heatsoak does not know',
      marginOf,
    )
    .option(
      '--aa <file>',
      'launch values of nights of one build against itself, each an "experiment": the noise of each phone',
    )
    .option(
      '--analyses <n>',
      'how often the values are judged while they grow (default: 9, after each block from the second to the tenth; 1: once, at the end)',
      blockCount(1),
    )
    .option(
      '--halves',
      'they are judged after each half of a block too, as run does: a loss is found by fewer launches',
    )
    .option('--quick-gate', 'no loss, or one of one and a half margins? instead of a proof of none')
    .addHelpText(
      'after',
      `
A row is one value of one launch: block, position, build (baseline or candidate), value, and where there are several
phone, suite, case, metric, experiment, repetition. An empty value is a launch that failed.

Examples:
  $ heatsoak judge values.csv
  $ my-harness --csv | heatsoak judge - --json
  $ heatsoak judge values.jsonl --direction tokens_per_joule=higher --margin tokens_per_joule=5

The exit code is the worst verdict: GO 0, NO-GO 1, INCONCLUSIVE 3, INVALID 4.
`,
    )
    .action(async (file, { key, gate, direction, margin, aa, analyses, halves, quickGate }) => {
      const terminal = openTerminal();
      const judged = await judge({
        values: file === '-' ? process.stdin : file,
        ...{ key, gate, aa, analyses, halves, quickGate },
        ...{ directions: direction ?? {}, margins: margin ?? {} },
      });
      sayOfFile(terminal, judged);
      const worst = worstOf();
      const experiments = worst.watching(judged.experiments);
      if (terminal.json) terminal.documentOf(experiments);
      else if (judged.count > 1) terminal.table(overview(experiments));
      else for (const one of experiments) experimentLines(terminal, one);
      process.exitCode = exitCodeOfVerdict[worst.verdict()];
    });
