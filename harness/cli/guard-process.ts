import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { noteError, printError } from '../terminal/terminal.ts';

/**
 * Node ends with 1 on what nobody caught, and 1 is NO-GO here. A reader that has seen enough (`| head`) and a terminal that
 * is gone are no faults and end no run; an output that cannot be written (a full disk) is reported, and the work goes on:
 * all end with the right code.
 */
export function guardProcess(json: boolean): void {
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => process.exit(printError(error, json)));
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => outputLost(error, stream));
}

let isReported = false;

function outputLost(error: NodeJS.ErrnoException, stream: NodeJS.WriteStream): void {
  const isGone = error.code === 'EPIPE' || (error.code === 'EIO' && stream.isTTY);
  if (stream !== process.stdout || isGone || isReported) return;
  isReported = true;
  const lost = new HeatsoakError('OUTPUT_LOST', `cannot write to stdout: ${error.message}`, {
    hint: 'make room where stdout goes; a run is whole in its folder: heatsoak derive runs/<id>',
    cause: error,
  });
  process.on('exit', () => {
    process.exitCode = noteError(lost);
  });
}
