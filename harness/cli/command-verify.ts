import { Command } from '@commander-js/extra-typings';
import type { Verification } from '../app/verification.ts';
import { verify } from '../app/verify.ts';
import { findRun } from '../store/find-run.ts';
import { exitCodeOfVerdict } from '../terminal/exit-code.ts';
import type { Line } from '../terminal/line.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { namesOfRun, runsOption } from './run/run-argument.ts';

export const verifyCommand = () =>
  new Command('verify')
    .argument('<run>', namesOfRun)
    .option(...runsOption)
    .option('--key <public.pem>', 'the Ed25519 public key that must have signed the seal')
    .addHelpText(
      'after',
      `
A seal shows mistakes and careless edits. Whoever can write the folder can seal it anew: only a signature by a key that
is kept elsewhere shows who sealed it.

Examples:
  $ heatsoak verify latest
  $ heatsoak verify runs/2026-11-22T03-00-00Z-3f9c1a --key lab.pub.pem --json

Exit codes: 0 intact, and signed by the key where one is named; 2 wrong usage or no run; 3 not sealed, nothing to hold the
files against; 4 changed, or not signed by the key.
`,
    )
    .action(async (run, options) => {
      const terminal = openTerminal();
      const verified = await verify(await findRun(run, options.runs), options);
      for (const line of linesOf(verified)) terminal.say(line);
      terminal.document(verified);
      process.exitCode = exitCodeOf(verified);
    });

/** Changed files allow no conclusion, as an invalid run; what is not sealed proves nothing either way. */
function exitCodeOf({ state, signature }: Verification): number {
  if (state === 'changed' || (signature.asked && signature.state !== 'good'))
    return exitCodeOfVerdict.INVALID;
  return state === 'intact' ? 0 : exitCodeOfVerdict.INCONCLUSIVE;
}

function linesOf(verified: Verification): Line[] {
  const findings = verified.findings.map(
    ({ kind, path, decides }) => `${kind} ${path}${decides ? '' : ' (nothing is derived from it)'}`,
  );
  return [...findings, `${verified.state}: ${stateLine(verified)}`, signatureLine(verified.signature)];
}

function stateLine({ state, seal, findings }: Verification): string {
  if (state === 'never') return 'the run was made before runs were sealed';
  if (state === 'late')
    return 'the run was begun before runs were sealed, and sealed when it was gone on with';
  if (state === 'open')
    return 'the run is under way, was killed, or could not be sealed; `heatsoak resume` seals it';
  const renewed = seal && seal.renewed > 0 ? `, renewed ${seal.renewed} × when the run was gone on with` : '';
  const sealed = seal
    ? `sealed ${seal.at} by Heatsoak ${seal.heatsoak}${renewed}`
    : 'the seal is gone or damaged';
  const deciding = findings.filter(({ decides }) => decides).length;
  return state === 'intact'
    ? `${seal?.files} files, ${sealed}`
    : `${deciding} ${deciding === 1 ? 'finding' : 'findings'}, ${sealed}`;
}

function signatureLine({ state, key, asked }: Verification['signature']): string {
  if (state === 'none') return asked ? 'not signed by the key that was named: not signed' : 'not signed';
  if (state === 'bad') return `the signature of the key ${key} does not fit the seal`;
  if (state === 'other') return `not signed by the key that was named: signed by ${key}`;
  return asked
    ? `signed by the key that was named, ${key}`
    : `signed by ${key}; --key says whose key that must be`;
}
