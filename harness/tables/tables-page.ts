import { tables } from './index.ts';
import type { Column, Table } from './table.ts';

const INTERVALS = `## How an interval is made again

Everything on the page that has an interval is made from \`blocks\` by these steps. Logs are natural; a change in per cent is
100 · (e^x − 1). A test does them by its own arithmetic from the exported CSV and compares each interval with \`result.json\`.

1. Take the rows of one metric, suite and case on one phone that have a \`part_log\`. Where \`withheld\` says why nothing is told,
   there is no interval; where \`all_equal\` is true, the change is 0 and so are both ends.
2. The change is the sum of \`part_log\`.
3. The phone's own noise: the variance v = Σ \`noise_part\` with \`noise_df\` degrees of freedom. With B blocks, w = Σ \`between_squares\` / (B − 1) and
   n = (Σ \`residual_squares\` − Σ \`between_squares\`) / (\`df\` − B + 1): where an F test of w / n on (B − 1, \`df\` − B + 1) degrees
   of freedom has p < 0.01, the change itself varies from block to block, and v = w with B − 1 degrees of freedom. That test is
   not made where fewer than 1 degree of freedom is left.
4. Phones of the run that scatter alike share their noise: of each other phone, an F test of the larger variance over the
   smaller must have p ≥ 0.025. Variances are averaged by their degrees of freedom, which add up.
5. Where \`prior_df\` is there, the A/A nights' variance is averaged in the same way, worth 12 degrees of freedom at most, unless
   an F test of tonight's variance over theirs has p < 0.05.
6. The standard error is √(v · \`unscaled_variance\`). The interval of 90 % (95 %) reaches t(0.95) (t(0.975)) standard errors to
   both sides, and \`unsure_log\` more.
7. Over all phones: the mean of the changes; the square of the standard error is Σ v · \`unscaled_variance\` / k² over the k
   phones, each with its own noise of step 3, its degrees of freedom by Satterthwaite; and the mean of \`unsure_log\` more.
`;

/** `docs/tables.md`: every table and column, and how an interval is made again. */
export const tablesPage = (): string => `# Tables

Made by \`npm run docs\` from the definitions themselves; do not edit. \`heatsoak export RUN --table NAME\` writes a table of
one or several runs as CSV, JSON lines or Parquet, and \`heatsoak query\` asks all of them in SQL, where \`"case"\` stands in quotes. Times of an agent count from
its own start, in µs. A value that was not measured is missing and never 0. Results of a virtual phone say so in the column
\`virtual\` of \`launches\`: its times, heat and memory are simulated.

${Object.values(tables).map(section).join('\n')}
## Formats

- \`csv\`: RFC 4180, UTF-8. A missing cell is empty, an empty text is \`""\`. A text that begins with \`=\`, \`+\`, \`-\`, \`@\`, a
  tab, a carriage return or an apostrophe gets an apostrophe in front, so that no spreadsheet runs it as a formula: take one
  off to have every text back. Numbers stay as they are.
- \`jsonl\`: an object a line with every column; null is a missing value.
- \`parquet\`: Snappy-compressed, one row group a run and 50 000 rows. Texts are strings, integers 64 bits wide; the meaning of each column
  stands in the file's metadata as \`heatsoak.column.<name>\`.

All three are written as the rows are made: a run of a million tokens needs the memory of the run itself and of 50 000 rows.

${INTERVALS}`;

const section = ({ name, row, columns }: Table): string => `## \`${name}\`

A row is ${row}.

| Column | Type | Unit | What it is |
|--|--|--|--|
${columns.map(line).join('\n')}
`;

const line = ({ name, type, unit, description }: Column): string =>
  `| \`${name}\` | ${type} | ${unit ?? ''} | ${description.replaceAll('|', '\\|')} |`;
