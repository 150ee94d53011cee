import { counted, numberIn } from '../../harness/words/numbers.ts';
import type { AnswersModel, ReportModel } from '../report-model.ts';
import { table } from '../shared/html.ts';
import { type Html, html, lines } from '../shared/markup.ts';
import { folded, foldedWhenLong } from './folded.ts';

type NameOf = (device: string) => string;

/** What both builds answered: where they differ, in both texts; what was expected; how far they agree. */
export function answersSection({ answers, deviceNames }: ReportModel): Html {
  const nameOf: NameOf = (device) => deviceNames[device] ?? device;
  const tables = answers
    ? [
        ...differenceTable(answers, nameOf),
        ...flawTable(answers, nameOf),
        ...expectedTable(answers, nameOf),
        ...agreementTable(answers, nameOf),
      ]
    : [];
  return html`<section id="answers" class="evidence" aria-labelledby="answers-title"><h2 id="answers-title">Answers</h2>
${lines(tables)}</section>`;
}

const unknownText = (text: string | null): string => text ?? 'not known';

function differenceTable({ differences }: AnswersModel, nameOf: NameOf): Html[] {
  const columns = [
    { title: 'Case' },
    { title: 'Device', holds: 'name' },
    { title: 'Prompt', holds: 'words' },
    { title: 'Token', numeric: true },
    { title: 'Baseline wrote', holds: 'words' },
    { title: 'Candidate wrote', holds: 'words' },
  ] as const;
  const rows = differences.map((each) => [
    `${each.suite} › ${each.case}`,
    nameOf(each.device),
    each.prompt,
    String(each.tokenIndex),
    unknownText(each.baselineText),
    unknownText(each.candidateText),
  ]);
  const caption = 'First difference from the baseline';
  return rows.length > 0 ? [foldedWhenLong(rows.length, caption, table(caption, columns, rows))] : [];
}

function flawTable({ flawed }: AnswersModel, nameOf: NameOf): Html[] {
  const columns = [
    { title: 'Case' },
    { title: 'Device', holds: 'name' },
    { title: 'What is wrong', holds: 'name' },
    { title: 'Candidate wrote', holds: 'words' },
    { title: 'Sound answer of', holds: 'name' },
  ] as const;
  const rows = flawed.map((each) => [
    `${each.suite} › ${each.case}`,
    nameOf(each.device),
    each.flaw,
    unknownText(each.text),
    each.soundOf ?? 'nobody',
  ]);
  const caption = 'Answers that are none';
  return rows.length > 0 ? [foldedWhenLong(rows.length, caption, table(caption, columns, rows))] : [];
}

function expectedTable({ expected }: AnswersModel, nameOf: NameOf): Html[] {
  const columns = [
    { title: 'Case' },
    { title: 'Device', holds: 'name' },
    { title: 'Expected', holds: 'words' },
    { title: 'Candidate wrote', holds: 'words' },
    { title: 'Candidate', holds: 'name' },
    { title: 'Baseline', holds: 'name' },
    { title: 'Reference', holds: 'name' },
  ] as const;
  const rows = expected.map((each) => [
    `${each.suite} › ${each.case}`,
    nameOf(each.device),
    each.expected,
    unknownText(each.text),
    each.candidate,
    each.baseline,
    each.reference,
  ]);
  if (rows.length === 0) return [];
  const caption = 'Answers that are known beforehand';
  const wrong = expected.filter(({ candidate }) => candidate === 'wrong').length;
  const count = html`<p>${`Of ${counted(rows.length, 'answer')} that are known beforehand the candidate gave ${wrong === 0 ? 'none' : wrong} wrong.`}</p>`;
  return [count, foldedWhenLong(rows.length, caption, table(caption, columns, rows))];
}

function agreementTable({ agreements }: AnswersModel, nameOf: NameOf): Html[] {
  const columns = [
    { title: 'Device', holds: 'name' },
    { title: 'Of', holds: 'name' },
    { title: 'Equal answers', numeric: true },
    { title: 'Same from the start %', numeric: true },
    { title: 'Parting at tokens %', numeric: true },
    { title: 'Same likeliest id %', numeric: true },
    { title: 'Lost likelihood nats/tok', numeric: true },
  ] as const;
  const rows = agreements.map((each) => [
    nameOf(each.device),
    each.of,
    `${each.equalAnswers} of ${each.answers}`,
    numberIn('%', each.prefixPercent),
    numberIn('%', each.partingPercent),
    numberIn('%', each.topOnePercent),
    numberIn('nats/tok', each.lossNats),
  ]);
  const caption = 'How far answers agree';
  return rows.length > 0 ? [folded(caption, table(caption, columns, rows))] : [];
}
