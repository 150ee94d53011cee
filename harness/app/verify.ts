import { resolve } from 'node:path';
import type { Sealing } from '../experiment/input-findings.ts';
import type { Seal } from '../experiment/seal.ts';
import { readRun } from '../store/run-folder.ts';
import { readSeal, type SealFile } from '../store/seal-file.ts';
import { fingerprintOf, readPublicKey } from '../store/signing-key.ts';
import type { Verification } from './verification.ts';

export interface VerifyOptions {
  /** PEM of the Ed25519 public key that must have signed the seal; default: any key will do, or none. */
  readonly key?: string | undefined;
}

/**
 * Holds a run folder against its seal: what is intact, what was changed, removed, added or copied, and who signed.
 * Reads every input; needs no phone, writes nothing.
 * @throws HeatsoakError `KEY_INVALID`, `RUN_UNREADABLE` or `RUN_NEWER`
 */
export async function verify(folder: string, { key }: VerifyOptions = {}): Promise<Verification> {
  const asked = key === undefined ? null : await readPublicKey(key);
  const path = resolve(folder);
  const { manifest, sealing } = await readRun(path);
  const file = await readSeal(path);
  const seal = typeof file.seal === 'object' && file.seal.state === 'sealed' ? file.seal : null;
  return {
    id: manifest.run,
    run: path,
    state: stateOf(sealing),
    findings: [...sealing.findings],
    seal: seal && factsOf(seal),
    signature: signatureOf(seal, file.signature, asked),
  };
}

function stateOf({ state, findings }: Sealing): Verification['state'] {
  if (findings.some(({ decides }) => decides)) return 'changed';
  return state === 'sealed' ? 'intact' : state;
}

const factsOf = ({ at, heatsoak, renewed, files }: Seal): Verification['seal'] => ({
  at,
  heatsoak,
  renewed,
  files: files.length,
});

function signatureOf(
  seal: Seal | null,
  found: SealFile['signature'],
  asked: string | null,
): Verification['signature'] {
  const signer = seal?.signedBy?.publicKey;
  if (signer === undefined) return { state: 'none', key: null, asked: asked !== null };
  const key = fingerprintOf(signer);
  const isOther = asked !== null && asked !== signer;
  const state = found !== 'good' ? 'bad' : isOther ? 'other' : 'good';
  return { state, key, asked: asked !== null };
}
