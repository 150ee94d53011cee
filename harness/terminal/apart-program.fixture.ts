import { writeFileSync } from 'node:fs';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { ranApart } from './run-apart.ts';

/** A command that ends as its argument says: `abort`, an exit code, `wait` for a signal, or `hold` out until one ends it. */
const [, , how = '', place = ''] = process.argv;
try {
  const done = await ranApart(
    async (pid) => writeFileSync(`${place}.cleaned`, String(pid)),
    import.meta.filename,
  );
  if (!done) work();
} catch (error) {
  process.stderr.write(`${error instanceof HeatsoakError ? error.code : String(error)}\n`);
  process.exitCode = 6;
}

function work(): void {
  writeFileSync(place, String(process.pid));
  if (how === 'abort') process.abort();
  if (how === 'wait' || how === 'hold') {
    if (how === 'wait') process.once('SIGINT', () => process.exit(130));
    setInterval(() => undefined, 1000);
  } else process.exitCode = Number(how);
}
