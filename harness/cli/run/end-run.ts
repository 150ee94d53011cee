import { report } from '../../app/report.ts';
import type { Derived } from '../../judge/derive.ts';
import type { PublisherName } from '../../publish/publisher-names.ts';
import { documentOfRun } from '../../publish/run-document.ts';
import { INTERRUPTED } from '../../terminal/exit-code.ts';
import { errorDocument, noteError, type Terminal } from '../../terminal/terminal.ts';
import { exitCodeOfRun } from '../exit-code-of-run.ts';
import { gateRows } from './gate-rows.ts';
import { inputLines } from './input-lines.ts';
import { processOutlet } from './publish-option.ts';
import { unpublishedLines } from './unpublished-lines.ts';
import { verdictLines } from './verdict-lines.ts';

/** A run that was derived, and where it is to be published. */
export interface EndedRun {
  readonly derived: Derived;
  /** The run folder. */
  readonly folder: string;
  /** Folder of report.html, result.json and what else is published. */
  readonly out: string;
  /** Formats besides those two. */
  readonly publish: readonly PublisherName[];
  readonly interrupted: boolean;
  /** Exit code in place of the run's own. */
  readonly exitCode?: number | undefined;
  /** What is said below the verdict. */
  readonly remark?: string | undefined;
}

/**
 * Says the gates and the verdict, then publishes it, then prints the document: a disk that takes no report does not keep the verdict back.
 * The exit code is the verdict's, or that of what could not be written.
 */
export async function endRun(
  terminal: Terminal,
  ended: EndedRun,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { derived, interrupted } = ended;
  terminal.table(gateRows(derived.verdict.gates ?? []));
  for (const line of verdictLines(derived.verdict)) terminal.announce(line);
  for (const line of inputLines(derived)) terminal.announce(line);
  if (ended.remark !== undefined) terminal.announce(ended.remark);
  const verdictCode = ended.exitCode ?? exitCodeOfRun(derived);
  const document = (published: Parameters<typeof documentOfRun>[2], exitCode: number) => ({
    ...documentOfRun(derived, ended, published),
    ...more,
    exitCode,
  });
  try {
    const exitCode = interrupted ? INTERRUPTED : verdictCode;
    const { publish } = ended;
    const published = await report(derived, ended.out, { publish, exitCode, outlet: processOutlet });
    for (const line of unpublishedLines(published)) terminal.announce(line);
    terminal.say(`report: ${published.report}`);
    terminal.document(document(published, exitCode));
    process.exitCode = exitCode;
  } catch (error) {
    const exitCode = noteError(error);
    terminal.document({ ...document(null, exitCode), ...errorDocument(error) });
    process.exitCode = exitCode;
  }
}
