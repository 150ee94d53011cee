import { parentPort } from 'node:worker_threads';
import { codeNamed, type ErrorCode } from '../../harness/errors/codes.ts';
import { HeatsoakError, messageOf } from '../../harness/errors/heatsoak-error.ts';
import { type Requantisation, requantise } from './requantise.ts';

/** What a worker answers: bytes, or what went wrong. */
export type RequantiseAnswer =
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly code: ErrorCode; readonly message: string; readonly hint: string };

/** Thread of `openRequantisers`: one piece after the other, in the order asked. */
parentPort?.on('message', ({ id, piece }: { id: number; piece: Requantisation }) => {
  parentPort?.postMessage(answer(id, piece));
});

function answer(id: number, piece: Requantisation): RequantiseAnswer {
  try {
    return { id, bytes: requantise(piece) };
  } catch (error) {
    if (!(error instanceof HeatsoakError))
      return { id, code: 'INTERNAL', message: messageOf(error), hint: codeNamed('INTERNAL').remedy };
    return { id, code: error.code, message: error.message, hint: error.hint };
  }
}
