import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { readUserText } from '../files/read-user-file.ts';

/** Signs seals. */
export interface SigningKey {
  /** SubjectPublicKeyInfo, DER, as base64. */
  readonly publicKey: string;
  sign(bytes: Uint8Array): Buffer;
}

/** @param path PEM of an Ed25519 private key, without a passphrase. @throws HeatsoakError `KEY_INVALID` */
export async function readSigningKey(path: string): Promise<SigningKey> {
  const key = await readKey(path, 'private', createPrivateKey);
  return { publicKey: derOf(createPublicKey(key)), sign: (bytes) => sign(null, bytes, key) };
}

/** @param path PEM of an Ed25519 public key. @returns DER as base64. @throws HeatsoakError `KEY_INVALID` */
export async function readPublicKey(path: string): Promise<string> {
  return derOf(await readKey(path, 'public', createPublicKey));
}

/** Whether a signature over these bytes was made with the private part of this key. */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    const der = Buffer.from(publicKey, 'base64');
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, bytes, key, signature);
  } catch {
    return false;
  }
}

/** SHA-256 of the public key, as `openssl pkey -pubin -outform DER | sha256sum` prints it: the name of a key. */
export const fingerprintOf = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');

const derOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'der' }).toString('base64');

async function readKey(
  path: string,
  part: 'private' | 'public',
  parse: (pem: string) => KeyObject,
): Promise<KeyObject> {
  const invalid = (why: string, cause?: unknown): HeatsoakError =>
    new HeatsoakError('KEY_INVALID', `${path} is no ${part} Ed25519 key: ${why}`, {
      where: path,
      hint: 'openssl genpkey -algorithm ed25519 -out key.pem; openssl pkey -in key.pem -pubout -out public.pem',
      cause,
    });
  const pem = await readUserText(path).catch((cause: unknown) => {
    throw invalid(messageOf(cause), cause);
  });
  // Node makes the public key of a private one: a key that was named by mistake would be taken.
  if (part === 'public' && pem.includes('PRIVATE KEY')) throw invalid('it is a private key');
  let key: KeyObject;
  try {
    key = parse(pem);
  } catch (cause) {
    throw invalid(messageOf(cause), cause);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw invalid(`it is of the type ${key.asymmetricKeyType}`);
  return key;
}
