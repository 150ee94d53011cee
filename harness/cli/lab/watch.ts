import { setTimeout } from 'node:timers/promises';
import { createLogUpdate } from 'log-update';
import { messageOf } from '../../errors/heatsoak-error.ts';
import { aligned } from '../../terminal/aligned.ts';
import { rendered } from '../../terminal/line.ts';

/** What is shown again and again, and where. */
export interface Watched {
  readonly rows: () => Promise<readonly (readonly string[])[]>;
  readonly stream: Pick<NodeJS.WriteStream, 'write'> & { readonly rows?: number; readonly columns?: number };
  readonly everySeconds: number;
  readonly signal: AbortSignal;
}

/** Of a terminal that does not say how high it is. */
const ROWS = 24;

/**
 * Shows rows in place until it is stopped, as many as the terminal is high. What cannot be read is told in one line, and read again.
 */
export async function watch({ rows, stream, everySeconds, signal }: Watched): Promise<void> {
  const update = createLogUpdate(stream as NodeJS.WriteStream);
  while (!signal.aborted) {
    const lines = await rows().then(aligned, (error: unknown) => [messageOf(error)]);
    update(
      fitting(lines, (stream.rows ?? ROWS) - 1)
        .map(rendered)
        .join('\n'),
    );
    await setTimeout(everySeconds * 1000, undefined, { signal }).catch(() => undefined);
  }
  update.done();
}

/** The first lines, and how many there are more. */
function fitting(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  const shown = Math.max(0, most - 1);
  return [...lines.slice(0, shown), `… and ${lines.length - shown} more`];
}
