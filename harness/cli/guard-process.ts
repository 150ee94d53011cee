import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { printError } from '../terminal/terminal.ts';

/**
 * Node ends with 1 on what nobody caught, and 1 is NO-GO here. A reader that has seen enough (`| head`) is no fault and
 * ends no run; an output that cannot be written (a full disk) is told, and the work goes on: both end with the right code.
 */
export function guardProcess(json: boolean): void {
  process.on('uncaughtException', (error) => process.exit(printError(error, json)));
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => outputLost(error, stream === process.stdout));
  }
}

let told = false;

function outputLost(error: NodeJS.ErrnoException, results: boolean): void {
  if (!results || error.code === 'EPIPE' || told) return;
  told = true;
  const lost = new HeatsoakError('OUTPUT_LOST', `cannot write to stdout: ${error.message}`, {
    hint: 'make room where stdout goes; a run is whole in its folder: heatsoak derive runs/<id>',
    cause: error,
  });
  process.on('exit', () => {
    process.exitCode = printError(lost, false);
  });
}
